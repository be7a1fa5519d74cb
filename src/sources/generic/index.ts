import type { Parsed, Source } from '../../ports.js';
import { type Draft, parseEach } from '../parse-each.js';
import { type RawRecord, readRecords } from '../read-records.js';
import { toDraft } from './to-draft.js';

/** Sources whose checks only they may open and close, and the router itself. */
const reserved: ReadonlySet<string> = new Set(['icinga', 'watchmouse', 'alertmanager', 'pagerduty', 'paging-router']);

/** Anything that can send JSON: the router's own format, one alert or an array. */
export const genericSource: Source = {
  name: 'generic',
  acceptsGet: false,
  parse: (request): Parsed => parseEach(readRecords(request), toOwnDraft),
};

/** With the token of this source nobody closes what another source has opened. */
function toOwnDraft(record: RawRecord): Draft {
  const read = toDraft(record);
  if (read.kind === 'unreadable' || read.draft.source === undefined || !reserved.has(read.draft.source)) return read;
  return { kind: 'unreadable', faults: [{ path: 'source', message: 'is a source of its own: send to its own route' }] };
}
