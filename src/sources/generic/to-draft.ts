import type { AlertKind, DraftAlert } from '../../domain/alert.js';
import { toFaults } from '../faults.js';
import type { Draft } from '../parse-each.js';
import type { RawRecord } from '../read-records.js';
import { GenericAlert } from './schema.js';

/** One alert in the router's own format as a draft alert. */
export function toDraft(record: RawRecord): Draft {
  const result = GenericAlert.safeParse(record);
  if (!result.success) return { kind: 'unreadable', faults: toFaults(result.error) };
  return { kind: 'draft', draft: draftOf(result.data) };
}

function draftOf({ source, dedupKey, kind, ...rest }: GenericAlert): DraftAlert {
  const alertKind = kind === 'ack' ? 'acknowledgement' : kind;
  return {
    ...rest,
    kind: alertKind,
    source: source?.toLowerCase(),
    identity: dedupKey,
    failing: failingOf(alertKind),
  };
}

function failingOf(kind: AlertKind): boolean | undefined {
  if (kind === 'problem') return true;
  return kind === 'recovery' ? false : undefined;
}
