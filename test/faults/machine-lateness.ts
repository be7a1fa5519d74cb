import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 50;

/** Watches how late this machine is by itself, whatever is tested: its cores, as timers here tell, and its disk. */
export async function watchMachine(): Promise<{
  /** The worst of it so far, ms. Call it once. */
  stop(): Promise<number>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'lateness-'));
  const file = await open(join(folder, 'probe'), 'w');
  const timers = monitorEventLoopDelay({ resolution: 10 });
  timers.enable();
  let slowestSyncMs = 0;
  let over = false;

  async function probe(): Promise<void> {
    while (!over) {
      const began = performance.now();
      await file.write('x');
      await file.datasync();
      slowestSyncMs = Math.max(slowestSyncMs, performance.now() - began);
      await sleep(everyMs);
    }
  }

  const probing = probe();
  return {
    async stop() {
      over = true;
      timers.disable();
      await probing;
      await file.close();
      await rm(folder, { recursive: true });
      return Math.round(Math.max(timers.max / 1e6, slowestSyncMs));
    },
  };
}
