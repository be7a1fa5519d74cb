import { CheckRecord } from '../../domain/check.js';

/** The one text of a check record: fixed key order, since the commit compares texts. '' stands for "none known". */
export function checkRecordText(record: CheckRecord | null): string {
  if (record === null) return '';
  const { incidentId, recoveredAt, recoveryArrivedAt, closedByHandAt, closedStateSince } = record;
  return JSON.stringify({ incidentId, recoveredAt, recoveryArrivedAt, closedByHandAt, closedStateSince });
}

/** The record of such a text; null for none. */
export function parseCheckRecord(text: string | null): CheckRecord | null {
  return text === null || text === '' ? null : CheckRecord.parse(JSON.parse(text));
}
