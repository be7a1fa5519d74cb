import { hash } from 'node:crypto';

/** 32 hex digits that stand for these values, the same in every process. */
export function hashParts(...parts: readonly (string | number | boolean | null)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}
