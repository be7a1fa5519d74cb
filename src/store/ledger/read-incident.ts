import { CheckState } from '../../domain/check.js';
import { type Incident, IncidentHead } from '../../domain/incident.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** An incident from the fields of its hash; null where there is none. */
export function parseIncident(fields: ReadonlyMap<string, string>): Incident | null {
  const head = fields.get('head');
  if (head === undefined) return null;
  const checks = new Map<string, CheckState>();
  for (const [field, text] of fields) {
    if (field.startsWith('c:')) checks.set(field.slice(2), CheckState.parse(JSON.parse(text)));
  }
  return {
    ...IncidentHead.parse(JSON.parse(head)),
    rev: Number(fields.get('rev')),
    number: Number(fields.get('number')),
    checks,
  };
}

/** By id, or by the number that people use (`"12"`). */
export async function readIncident(store: Store, idOrNumber: string): Promise<Incident | null> {
  const numbered = /^\d+$/.test(idOrNumber)
    ? await store.redis.get(key(store.prefix, 'incident-number', idOrNumber))
    : null;
  const id = numbered ?? idOrNumber;
  const fields = await store.redis.hgetall(key(store.prefix, 'incident', id));
  return parseIncident(new Map(Object.entries(fields)));
}
