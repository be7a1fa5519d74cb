import { setTimeout as sleep } from 'node:timers/promises';

const laterMs = 500;

/**
 * BullMQ's code, some time after it was asked for: loading it keeps everything else waiting, and a router that starts has to
 * answer first. Meanwhile pages leave from the process that accepted them, and by the tick.
 * Rejects when the signal comes first.
 */
export async function loadBullmq(signal: AbortSignal): Promise<typeof import('bullmq')> {
  await sleep(laterMs, undefined, { ref: false, signal });
  // All of a CommonJS package is its default, also in the bundle.
  return (await import('bullmq')).default;
}
