import type { Source, SourceRequest } from '../../ports.js';
import { parseEach } from '../parse-each.js';
import { type Records, readRecords } from '../read-records.js';
import { toDraft } from './to-draft.js';

/** Watchmouse (CA App Synthetic Monitor): a push as query, form or JSON. Its URL contacts may know GET only. */
export const watchmouseSource: Source = {
  name: 'watchmouse',
  acceptsGet: true,
  parse: (request) => parseEach(readPush(request), toDraft),
};

/** Fields of the query stand for what the body does not say: a template may spread over both. */
function readPush(request: SourceRequest): Records {
  const query = Object.fromEntries(request.query);
  const hasBody = request.method === 'POST' && request.body.length > 0;
  if (!hasBody) return { kind: 'records', records: [query], isArray: false };
  const read = readRecords(request);
  if (read.kind === 'unreadable' || read.isArray) return read;
  return { ...read, records: read.records.map((record) => ({ ...query, ...record })) };
}
