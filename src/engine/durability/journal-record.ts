import { z } from 'zod';
import { Alert } from '../../domain/alert.js';

/** What the router writes into its journal: alerts as they were accepted, and who was told of them while Redis was away. */
const JournalRecord = z.discriminatedUnion('kind', [
  z.object({ v: z.literal(1), kind: z.literal('alerts'), alerts: z.array(Alert) }),
  z.object({
    v: z.literal(1),
    kind: z.literal('told'),
    at: z.number(),
    person: z.string(),
    alertIds: z.array(z.string()),
  }),
]);
export type JournalRecord = Readonly<z.infer<typeof JournalRecord>>;

export function encodeRecord(record: JournalRecord): Buffer {
  return Buffer.from(JSON.stringify(record));
}

/** Null: written by another version, or damaged in a way that its checksum does not show. */
export function decodeRecord(payload: Buffer): JournalRecord | null {
  try {
    return JournalRecord.safeParse(JSON.parse(payload.toString())).data ?? null;
  } catch {
    return null;
  }
}

const toldStart = Buffer.from('{"v":1,"kind":"told"');

/** Tells the kinds apart without reading the whole record. */
export function isTold(payload: Buffer): boolean {
  return payload.subarray(0, toldStart.length).equals(toldStart);
}
