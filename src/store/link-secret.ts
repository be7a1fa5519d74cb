import { randomBytes } from 'node:crypto';
import type { Store } from './script.js';

/** The secret that signs the links of pages: made once, shared by all processes of one Redis. A full Redis still gives it. */
export async function readLinkSecret({ redis, prefix }: Store): Promise<string> {
  const key = `${prefix}:link-secret`;
  const kept = await redis.get(key);
  if (kept !== null) return kept;
  await redis.set(key, randomBytes(32).toString('base64url'), 'NX');
  const secret = await redis.get(key);
  if (secret === null) throw new Error('the secret of the links could not be kept in Redis');
  return secret;
}
