import type { Log } from '../ports.js';
import type { Checkpoint } from './checkpoint.js';
import type { Reserve } from './reserve.js';
import type { Segments } from './segments.js';
import type { SteadfastWriter } from './steadfast-writer.js';

interface UpkeepDeps {
  readonly writer: SteadfastWriter;
  readonly segments: Segments;
  readonly reserve: Reserve;
  readonly checkpoint: Checkpoint;
  readonly log: Log;
  readonly everyMs: number;
}

/** Repeats the small jobs of the journal; the returned function ends it when the round under way is over. */
export function startUpkeep(deps: UpkeepDeps): () => Promise<void> {
  const { writer, log } = deps;
  let round: Promise<void> | null = null;
  const timer = setInterval(() => {
    writer.look();
    round ??= runRound(deps)
      .catch((err: unknown) => log.warn({ err }, 'upkeep of the journal failed'))
      .finally(() => {
        round = null;
      });
  }, deps.everyMs);
  timer.unref();

  return async () => {
    clearInterval(timer);
    await round;
  };
}

async function runRound({ writer, segments, reserve, checkpoint }: UpkeepDeps): Promise<void> {
  await writer.probe();
  if (writer.refusal() !== null) return;
  reserve.fill();
  await checkpoint.save();
  await segments.prune(checkpoint.current());
}
