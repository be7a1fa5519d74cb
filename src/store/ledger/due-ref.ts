import type { DueRef } from '../../ports-ledger.js';

/** `incident:<id>`, `method:sms:+1…`, `notification:<id>`, `window:<id>`, `window-watch:<id>`, `schedule:<name>`, `recurring:<name>`, `text:<id>`, `digest:sms:+1…`, `dependents:<incident>`: members of the due set. */
export function refText(ref: DueRef): string {
  return ref.kind === 'method' ? `method:${ref.key}` : `${ref.kind}:${ref.id}`;
}

/** The reference of such a text; null for one of a newer version. */
export function parseDueRef(text: string): DueRef | null {
  const at = text.indexOf(':');
  const kind = text.slice(0, at);
  const id = text.slice(at + 1);
  if (kind === 'method') return { kind, key: id };
  const ofId = (
    [
      'incident',
      'notification',
      'window',
      'window-watch',
      'schedule',
      'recurring',
      'text',
      'digest',
      'dependents',
    ] as const
  ).find((known) => known === kind);
  if (ofId !== undefined) return { kind: ofId, id };
  return null;
}
