import { z } from 'zod';
import type { Situation } from '../../ports-ledger.js';
import { defineScript, runScript, type Store } from '../script.js';
import { fieldMap } from './lua-reply.js';
import { parseIncident } from './read-incident.js';
import { parseCheckRecord } from './record-text.js';

/** One atomic read: the check records as texts, then the open incidents of the key and of those records. */
const situationScript = defineScript(`
local ids, seen, records, incidents = {}, {}, {}, {}
local function note(id)
  if id and not seen[id] then
    seen[id] = true
    ids[#ids + 1] = id
  end
end
note(redis.call('GET', key('open', q.incidentKey)))
for i, check in ipairs(q.checkKeys) do
  records[i] = redis.call('GET', key('check', check)) or ''
  if records[i] ~= '' then
    local id = cjson.decode(records[i]).incidentId
    if id ~= null then note(id) end
  end
end
for _, id in ipairs(ids) do
  if (redis.call('HGET', key('incident', id), 'state') or 'resolved') ~= 'resolved' then
    incidents[#incidents + 1] = redis.call('HGETALL', key('incident', id))
  end
end
return {records, incidents}
`);

const Reply = z.tuple([z.array(z.string()), z.array(z.array(z.string()))]);

/** What a decision about a group key and its checks needs. The group key's incident comes first. */
export async function readSituation(
  store: Store,
  incidentKey: string,
  checkKeys: readonly string[],
): Promise<Situation> {
  const [records, incidents] = Reply.parse(await runScript(store, situationScript, { incidentKey, checkKeys }));
  return {
    incidents: incidents.flatMap((flat) => parseIncident(fieldMap(flat)) ?? []),
    checkRecords: new Map(checkKeys.map((check, i) => [check, parseCheckRecord(records[i] ?? null)])),
  };
}
