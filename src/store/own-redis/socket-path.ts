import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RedisStartError } from '../redis-start-error.js';

/** The kernel takes 108 bytes on Linux and 104 on macOS, the final zero included. */
const longest = 100;

/**
 * `<directory>/redis.sock`, or, where that is too long, a socket in a private directory whose name follows from
 * `directory`, so that the next start finds a server that was left over.
 */
export async function prepareSocketPath(directory: string): Promise<string> {
  const inside = join(directory, 'redis.sock');
  if (Buffer.byteLength(inside) <= longest) return inside;
  const user = process.getuid?.() ?? 0;
  const hash = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16);
  const apart = join(tmpdir(), `paging-router-${user}-${hash}`);
  await mkdir(apart, { mode: 0o700 }).catch(() => {});
  const found = await lstat(apart);
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== user)) {
    throw new RedisStartError(`${apart} belongs to somebody else: remove it, or set a shorter DATA_DIR`);
  }
  await chmod(apart, 0o700);
  return join(apart, 'redis.sock');
}
