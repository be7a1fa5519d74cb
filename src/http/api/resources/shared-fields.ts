import { z } from 'zod';

/** An instant in answers and requests: ISO 8601 with offset. */
export const Instant = z.iso.datetime({ offset: true, error: 'expected an instant such as 2013-04-18T23:46:00Z' });

/** Query of every list: how many, and where to go on. */
export const listQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items per answer, 1 to 200.' }),
  cursor: z.string().min(1).max(500).optional().meta({ description: '`nextCursor` of the answer before.' }),
};

export function isoTime(at: number): string {
  return new Date(at).toISOString();
}

export function isoTimeOrNull(at: number | null): string | null {
  return at === null ? null : isoTime(at);
}

/** `{items, nextCursor}` around a resource. */
export function listOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
