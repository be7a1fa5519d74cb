import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { RedisStartError } from '../redis-start-error.js';

/** A file that names the process which uses a data directory. */
export interface OwnerLock {
  release(): Promise<void>;
}

/**
 * Takes the lock, also from a process that is gone. The start time beside the process id tells a process from a later
 * one with the same number (in a container the number is 1 every time); it is known on Linux only.
 */
export async function takeOwnerLock(path: string): Promise<OwnerLock> {
  const mine = JSON.stringify({ pid: process.pid, started: await readStart(process.pid), lock: randomUUID() });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await linkNew(draft, path)) return { release: () => release(path, mine) };
      await removeDead(path);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new RedisStartError(`cannot take the lock ${path}: another router starts at the same time`);
}

/** A link appears with its content or not at all. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moves a dead owner's lock aside; had somebody else taken it in between, theirs is put back. */
async function removeDead(path: string): Promise<void> {
  const found = await readText(path);
  if (found === null) return;
  const pid = await readLivingOwner(found);
  if (pid !== null) {
    throw new RedisStartError(
      `another router (process ${pid}) uses this data directory: stop it, or set another DATA_DIR`,
    );
  }
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  const moved = await readText(aside);
  if (moved !== null && moved !== found) await linkNew(aside, path);
  await rm(aside, { force: true });
}

async function readLivingOwner(text: string): Promise<number | null> {
  const owner = parseOwner(text);
  if (owner === null || !isAlive(owner.pid)) return null;
  return owner.started === (await readStart(owner.pid)) ? owner.pid : null;
}

function parseOwner(text: string): { readonly pid: number; readonly started: string } | null {
  try {
    const owner: unknown = JSON.parse(text);
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('started' in owner)) return null;
    return { pid: Number(owner.pid), started: String(owner.started) };
  } catch {
    return null;
  }
}

async function release(path: string, mine: string): Promise<void> {
  if ((await readText(path)) === mine) await rm(path, { force: true });
}

/** Signal 0 only asks. EPERM: it lives, as another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Boot and the 22nd field of `/proc/<pid>/stat`: ticks since boot; '' where there is no /proc. */
async function readStart(pid: number): Promise<string> {
  const [boot, stat] = await Promise.all([readText('/proc/sys/kernel/random/boot_id'), readText(`/proc/${pid}/stat`)]);
  if (boot === null || stat === null) return '';
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
