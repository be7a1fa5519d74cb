import { z } from 'zod';
import { Channel } from '../../domain/channel.js';
import { type DeadLetter, DeadLetterEnd } from '../../domain/delivery.js';
import { singleKey } from '../keys.js';
import type { Store } from '../script.js';

const StoredDeadLetter = z.object({
  id: z.string(),
  at: z.number(),
  person: z.string(),
  incidentId: z.string().nullable(),
  notificationId: z.string(),
  channel: Channel.nullable().default(null),
  reason: z.string(),
});
const chunk = 500;

/** Newest first, with what somebody has done about each. */
export async function listDeadLetters(store: Store, limit: number): Promise<readonly DeadLetter[]> {
  return await readLetters(store, 0, limit - 1);
}

/** Looks through the kept ones: only people ask for one. */
export async function readDeadLetter(store: Store, id: string): Promise<DeadLetter | null> {
  for (let from = 0; ; from += chunk) {
    const letters = await readLetters(store, from, from + chunk - 1);
    const found = letters.find((letter) => letter.id === id);
    if (found !== undefined) return found;
    if (letters.length < chunk) return null;
  }
}

/** Writes what was done about it, once; false: it has been done before. */
export async function endDeadLetter(store: Store, id: string, end: DeadLetterEnd): Promise<boolean> {
  return (await store.redis.hsetnx(singleKey(store.prefix, 'dead-letter-ends'), id, JSON.stringify(end))) === 1;
}

async function readLetters(store: Store, from: number, to: number): Promise<readonly DeadLetter[]> {
  const texts = await store.redis.lrange(singleKey(store.prefix, 'dead-letters'), from, to);
  const letters = texts.map((text) => StoredDeadLetter.parse(JSON.parse(text)));
  if (letters.length === 0) return [];
  const ids = letters.map(({ id }) => id);
  const ends = await store.redis.hmget(singleKey(store.prefix, 'dead-letter-ends'), ...ids);
  return letters.map((letter, n) => ({ ...letter, end: parseEnd(ends[n] ?? null) }));
}

function parseEnd(text: string | null): DeadLetterEnd | null {
  return text === null ? null : DeadLetterEnd.parse(JSON.parse(text));
}
