import { z } from 'zod';
import type { NotedReceipt, ReceiptNote } from '../../ports-delivery.js';
import { jsonText } from '../script.js';
import type { RunBatched } from '../script-batch.js';

const Noted = z.enum(['noted', 'look', 'kept', 'missing']);

/** Moves the receipt of a notification forward, with its timeline lines and what must be looked at then. */
export function createNoteReceipt(write: RunBatched): (note: ReceiptNote) => Promise<NotedReceipt> {
  return async ({ provider, providerId, errorCode, timeline, ...rest }) => {
    const texts: string[] = [];
    const keep = (value: string) => texts.push(value);
    const request = {
      step: 'receipt',
      ...rest,
      provider: provider === undefined ? null : keep(provider),
      providerId: keep(providerId),
      errorCode: errorCode === null ? null : keep(errorCode),
      timeline: timeline.map(({ incidentId, entry }) => ({ incidentId, entry: keep(jsonText(entry)) })),
    };
    return Noted.parse(await write({ request, texts }));
  };
}
