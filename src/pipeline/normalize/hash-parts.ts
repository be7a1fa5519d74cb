import { createHash } from 'node:crypto';

/** 32 hex digits that stand for these values, the same in every process. */
export function hashParts(...parts: readonly (string | number | boolean | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
