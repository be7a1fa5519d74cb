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

/** Field by field: taking an object apart by `...` costs as much as all the rest of reading it. */
function draftOf(alert: GenericAlert): DraftAlert {
  const kind = alert.kind === 'ack' ? 'acknowledgement' : alert.kind;
  return {
    kind,
    source: alert.source?.toLowerCase(),
    identity: alert.dedupKey,
    host: alert.host,
    check: alert.check,
    service: alert.service,
    failing: failingOf(kind),
    severity: alert.severity,
    summary: alert.summary,
    details: alert.details,
    labels: alert.labels,
    at: alert.at,
    link: alert.link,
    author: alert.author,
    comment: alert.comment,
    eventId: alert.eventId,
    spooled: alert.spooled,
  };
}

function failingOf(kind: AlertKind): boolean | undefined {
  if (kind === 'problem') return true;
  return kind === 'recovery' ? false : undefined;
}
