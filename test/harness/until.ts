import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 5;

/** Polls until `look` gives something, or fails after `timeoutMs` with what `describe` says. */
export async function until<T>(
  look: () => T | null | undefined | Promise<T | null | undefined>,
  { timeoutMs = 30_000, describe = () => 'it' }: { timeoutMs?: number; describe?: () => string } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain for ${describe()}`);
    await sleep(PAUSE_MS);
  }
}
