import { ShiftRecord } from '../../domain/shift-record.js';
import type { ShiftLedger } from '../../ports-ledger.js';
import { key } from '../keys.js';
import { defineScript, runScript, type Store } from '../script.js';

/** A repeat of a write that went through is refused, and that is all the same: the record stands. */
const writeScript = defineScript(`
local stored = redis.call('GET', key('shifts', q.schedule))
local rev = 0
if stored then rev = cjson.decode(stored).rev end
if rev ~= q.rev then return '0' end
redis.call('SET', key('shifts', q.schedule), q.doc, 'EX', 3 * MONTH)
return '1'
`);

/** What people were told of their shifts, by schedule. */
export function createShiftLedger(store: Store): ShiftLedger {
  return {
    async read(schedule) {
      const text = await store.redis.get(key(store.prefix, 'shifts', schedule));
      return text === null ? null : ShiftRecord.parse(JSON.parse(text));
    },
    async write(record) {
      const { schedule, rev } = record;
      const doc = JSON.stringify({ ...record, rev: rev + 1 });
      return (await runScript(store, writeScript, { schedule, rev, doc })) === '1';
    },
  };
}
