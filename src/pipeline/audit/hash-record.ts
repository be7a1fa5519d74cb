import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../domain/audit-record.js';

/**
 * Hash of a record: SHA-256, in hex, of the record without `hash` as JSON without spaces, the names of every object in
 * the order of their UTF-16 units (as RFC 8785 has it). It holds `prev`, and so the whole chain before it.
 */
export function hashRecord(record: Omit<AuditRecord, 'hash'>): string {
  const { hash: _hash, ...hashed } = { hash: '', ...record };
  return createHash('sha256').update(canonical(hashed)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`);
  return `{${fields.join(',')}}`;
}
