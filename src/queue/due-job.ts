import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DueRef } from '../ports-ledger.js';

/** Name of the queue in BullMQ. */
export const QUEUE = 'notifications';

/** BullMQ's keys are among ours: `<prefix>:bull:notifications:…`. */
export function bullPrefix(prefix: string): string {
  return `${prefix}:bull`;
}

const Ref = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('incident'), id: z.string() }),
  z.object({ kind: z.literal('method'), key: z.string() }),
  z.object({ kind: z.literal('notification'), id: z.string() }),
  z.object({ kind: z.literal('window'), id: z.string() }),
  z.object({ kind: z.literal('window-watch'), id: z.string() }),
  z.object({ kind: z.literal('schedule'), id: z.string() }),
  z.object({ kind: z.literal('recurring'), id: z.string() }),
  z.object({ kind: z.literal('text'), id: z.string() }),
  z.object({ kind: z.literal('digest'), id: z.string() }),
  z.object({ kind: z.literal('dependents'), id: z.string() }),
]);

/** What a job carries: ids only, the ledger knows the rest. */
const DueJob = z.object({ v: z.literal(1), ref: Ref });
export type DueJob = z.infer<typeof DueJob>;

/** The reference of a job; null for one that another version wrote. */
export function parseDueJob(job: unknown): DueRef | null {
  const parsed = DueJob.safeParse(job);
  return parsed.success ? parsed.data.ref : null;
}

/** Equal for equal references; a hash, since BullMQ gives `:` a meaning and addresses stay out of its keys. */
export function jobKey(ref: DueRef): string {
  const text = ref.kind === 'method' ? ref.key : ref.id;
  return createHash('sha256').update(`${ref.kind} ${text}`).digest('hex').slice(0, 32);
}
