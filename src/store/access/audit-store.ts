import { randomUUID } from 'node:crypto';
import { type AuditEntry, AuditRecord, CHAIN_START } from '../../domain/audit-record.js';
import { hashRecord } from '../../pipeline/audit/hash-record.js';
import type { AuditFilter, AuditStore } from '../../ports-access.js';
import type { Cursor } from '../../ports-ledger.js';
import { singleKey } from '../keys.js';
import { LUA_REMEMBER } from '../ledger/lua-parts.js';
import { defineScript, runScript, type Store } from '../script.js';

/** Appends only behind the record that its hash was made for: two processes cannot both follow the same one. */
const appendScript = defineScript(
  LUA_REMEMBER,
  `
local head = redis.call('GET', one('audit-head')) or q.start
if head ~= q.prev or redis.call('LLEN', one('audit')) + 1 ~= q.seq then return '0' end
redis.call('RPUSH', one('audit'), q.doc)
redis.call('SET', one('audit-head'), q.hash)
return remember('1')
`,
);

const maxAttempts = 50;
const batch = 200;
/** Records looked at for one answer; a filter that fits few gets a short page with a cursor to go on. */
const mostSeen = 5000;

/** The audit as one list in Redis that only grows. */
export function createAuditStore(store: Store): AuditStore {
  /** One after the other within this process: they would only take each other's place. */
  let turn: Promise<unknown> = Promise.resolve();
  return {
    append(entry) {
      const appended = turn.then(() => appendLast(store, entry));
      turn = appended.catch(() => undefined);
      return appended;
    },
    list: (filter) => list(store, filter),
  };
}

async function appendLast(store: Store, entry: AuditEntry): Promise<AuditRecord> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const [prev, length] = await Promise.all([
      store.redis.get(singleKey(store.prefix, 'audit-head')),
      store.redis.llen(singleKey(store.prefix, 'audit')),
    ]);
    const unsigned = { v: 1 as const, seq: length + 1, ...entry, prev: prev ?? CHAIN_START };
    const record = { ...unsigned, hash: hashRecord(unsigned) };
    const { seq, hash } = record;
    const request = { request: randomUUID(), start: CHAIN_START, prev: record.prev, seq, hash };
    if ((await runScript(store, appendScript, { ...request, doc: JSON.stringify(record) })) === '1') return record;
  }
  throw new Error(`the audit grew ${maxAttempts} times while a record was to be appended`);
}

/** A cursor is the place (`seq`) of the last record that was looked at. */
async function list(store: Store, filter: AuditFilter): Promise<Cursor<AuditRecord>> {
  const length = await store.redis.llen(singleKey(store.prefix, 'audit'));
  const step = filter.order === 'oldest' ? 1 : -1;
  const isThere = (place: number) => place >= 1 && place <= length;
  const items: AuditRecord[] = [];
  let next = startOf(filter, length);
  for (let seen = 0; seen < mostSeen && isThere(next) && items.length < filter.limit; seen += batch) {
    next += step * gather(await readFrom(store, next, step), filter, items);
  }
  return { items, nextCursor: isThere(next) ? String(next - step) : null };
}

/** Adds those that fit, up to the limit; answers how many were looked at. */
function gather(records: readonly AuditRecord[], filter: AuditFilter, items: AuditRecord[]): number {
  let looked = 0;
  for (const record of records) {
    if (items.length >= filter.limit) break;
    if (fits(record, filter)) items.push(record);
    looked += 1;
  }
  return looked;
}

function startOf({ order, cursor }: AuditFilter, length: number): number {
  const after = /^\d{1,12}$/.test(cursor ?? '') ? Number(cursor) : null;
  if (order === 'oldest') return (after ?? 0) + 1;
  return after === null ? length : Math.min(after - 1, length);
}

/** A batch of records from a place on, in the direction of `step`. */
async function readFrom(store: Store, place: number, step: 1 | -1): Promise<readonly AuditRecord[]> {
  const [first, last] = step === 1 ? [place - 1, place - 2 + batch] : [Math.max(0, place - batch), place - 1];
  const texts = await store.redis.lrange(singleKey(store.prefix, 'audit'), first, last);
  const records = texts.map((text, index) => parseRecord(text, first + index + 1));
  return step === 1 ? records : records.reverse();
}

/** What is no record (any more) must be seen in lists, and break the chain, rather than hide all others behind an error. */
function parseRecord(text: string, seq: number): AuditRecord {
  try {
    return AuditRecord.parse(JSON.parse(text));
  } catch {
    return { ...UNREADABLE, seq };
  }
}

const UNREADABLE: Omit<AuditRecord, 'seq'> = {
  v: 1,
  at: new Date(0).toISOString(),
  who: 'unknown',
  actingAs: null,
  token: null,
  via: 'unknown',
  from: null,
  action: 'unreadable',
  target: null,
  outcome: 'refused',
  code: 'unreadable',
  reason: null,
  before: null,
  after: null,
  prev: '',
  hash: '',
};

function fits(record: AuditRecord, filter: AuditFilter): boolean {
  const at = Date.parse(record.at);
  return (
    (filter.who === undefined || record.who === filter.who || record.actingAs === filter.who) &&
    (filter.action === undefined || record.action === filter.action) &&
    (filter.outcome === undefined || record.outcome === filter.outcome) &&
    (filter.target === undefined || record.target?.includes(filter.target) === true) &&
    at >= (filter.since ?? Number.NEGATIVE_INFINITY) &&
    at < (filter.until ?? Number.POSITIVE_INFINITY)
  );
}
