import { z } from 'zod';
import type { Cursor } from '../ports-ledger.js';
import { type SingleKey, singleKey } from './keys.js';
import { defineScript, runScript, type Store } from './script.js';

/** Ids with their scores, newest first, after a given one. If that one has left the index: after its score's elders. */
const walkScript = defineScript(`
local start = 0
if q.last ~= null then
  local rank = redis.call('ZREVRANK', q.index, q.last.id)
  start = rank and rank + 1 or redis.call('ZCOUNT', q.index, '(' .. q.last.score, '+inf')
end
return redis.call('ZREVRANGE', q.index, start, start + q.count - 1, 'WITHSCORES')
`);

const Flat = z.array(z.string());
const batch = 50;
/** Ids looked at for one answer; a filter that fits few gets a short page with a cursor to go on. */
const mostSeen = 2000;

interface Position {
  readonly score: string;
  readonly id: string;
}

/** What is listed: an index (whole key), a loader that keeps the order (null: expired or filtered out), and how many. */
export interface IndexRequest<T> {
  readonly index: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  load(ids: readonly string[]): Promise<readonly (T | null)[]>;
}

/** One page of a list, newest first. A cursor stays valid while entries come and go. */
export async function readIndexPage<T>(store: Store, request: IndexRequest<T>): Promise<Cursor<T>> {
  const items: T[] = [];
  let last = parseCursor(request.cursor);
  for (let seen = 0; seen < mostSeen; seen += batch) {
    const positions = await readPositions(store, request.index, last);
    const found = await request.load(positions.map(({ id }) => id));
    const used = countUsed(found, request.limit - items.length);
    items.push(...found.slice(0, used).filter((item) => item !== null));
    last = positions[used - 1] ?? last;
    if (used === positions.length && positions.length < batch) return { items, nextCursor: null };
    if (items.length >= request.limit) break;
  }
  return { items, nextCursor: last === null ? null : cursorText(last) };
}

/** How many of what was found, from the start, hold `wanted` items. */
function countUsed(found: readonly unknown[], wanted: number): number {
  let left = wanted;
  for (const [i, item] of found.entries()) {
    if (item !== null) left -= 1;
    if (left === 0) return i + 1;
  }
  return found.length;
}

async function readPositions(store: Store, index: string, last: Position | null): Promise<readonly Position[]> {
  const flat = Flat.parse(await runScript(store, walkScript, { index, last, count: batch }));
  const positions: Position[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) positions.push({ id: flat[i] ?? '', score: flat[i + 1] ?? '' });
  return positions;
}

function cursorText(position: Position): string {
  return Buffer.from(`${position.score} ${position.id}`).toString('base64url');
}

/** An unreadable cursor starts at the beginning. */
function parseCursor(cursor: string | undefined): Position | null {
  const [score, ...id] = Buffer.from(cursor ?? '', 'base64url')
    .toString('utf8')
    .split(' ');
  if (score === undefined || !/^\d+$/.test(score) || id.length === 0) return null;
  return { score, id: id.join(' ') };
}

/** Every id that is in the index all the while. */
export async function readAllIds(store: Store, index: SingleKey): Promise<readonly string[]> {
  const ids = new Set<string>();
  let cursor = '0';
  do {
    const [next, flat] = await store.redis.zscan(singleKey(store.prefix, index), cursor, 'COUNT', 500);
    for (let i = 0; i < flat.length; i += 2) ids.add(flat[i] ?? '');
    cursor = next;
  } while (cursor !== '0');
  return [...ids];
}
