import { z } from 'zod';
import type { NotedReceipt, ReceiptNote } from '../../ports-delivery.js';
import { jsonText, type Store } from '../script.js';
import { createScriptBatch } from '../script-batch.js';
import { noteReceiptScript } from './note-receipt.lua.js';

const Noted = z.enum(['noted', 'look', 'kept', 'missing']);

/** Moves the receipt of a notification forward, with its timeline lines and what must be looked at then. */
export function createNoteReceipt(store: Store): (note: ReceiptNote) => Promise<NotedReceipt> {
  const run = createScriptBatch(store, noteReceiptScript);
  return async ({ provider, providerId, errorCode, timeline, ...rest }) => {
    const texts: string[] = [];
    const keep = (value: string) => texts.push(value);
    const request = {
      ...rest,
      provider: provider === undefined ? null : keep(provider),
      providerId: keep(providerId),
      errorCode: errorCode === null ? null : keep(errorCode),
      timeline: timeline.map(({ incidentId, entry }) => ({ incidentId, entry: keep(jsonText(entry)) })),
    };
    return Noted.parse(await run({ request, texts }));
  };
}
