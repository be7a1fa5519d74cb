import * as fc from 'fast-check';
import { everything } from './commands.js';
import { createModel } from './model.js';
import type { Real } from './real.js';
import { RULES } from './rules.js';

const { MODEL_RUNS, MODEL_SEED = '1', MODEL_PATH, MODEL_REPLAY } = process.env;
const seed = Number(MODEL_SEED);
/** Each try of a shorter story takes as long as a run. */
const LONGEST_SHRINK_MS = 60_000;

/** How many stories are told where nobody asks for another number (`MODEL_RUNS`), and how long that may take. */
export function runsOf(usual: number): { readonly runs: number; readonly timeoutMs: number } {
  const runs = Number(MODEL_RUNS ?? usual);
  return { runs, timeoutMs: LONGEST_SHRINK_MS + runs * 5000 };
}

/**
 * Tells stories of up to 30 commands to the model and to the real thing, which `begin` gives with nothing open and the first rules in
 * force. Where they disagree it says after which command, and how to see that again.
 */
export async function agree(runs: number, begin: () => Promise<Real>): Promise<void> {
  let shrinkUntil = Number.POSITIVE_INFINITY;
  const replayPath = MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY };
  const stories = fc.commands(everything, { maxCommands: 30, size: 'max', ...replayPath });
  const property = fc.asyncProperty(stories, async (commands) => {
    if (performance.now() > shrinkUntil) return;
    const real = await begin();
    await fc
      .asyncModelRun(() => ({ model: createModel(real.now(), RULES[0]), real }), commands)
      .catch((cause: unknown) => {
        shrinkUntil = Math.min(shrinkUntil, performance.now() + LONGEST_SHRINK_MS);
        throw cause;
      });
  });
  const outcome = await fc.check(property, { numRuns: runs, seed, ...(MODEL_PATH ? { path: MODEL_PATH } : {}) });
  if (!outcome.failed) return;
  const [story] = outcome.counterexample ?? [];
  const replay = /replayPath="([^"]*)"/.exec(String(story))?.[1] ?? '';
  const again = `MODEL_SEED=${seed} MODEL_PATH=${outcome.counterexamplePath} MODEL_REPLAY=${replay}`;
  throw new Error(`${outcome.errorInstance}\n\nafter: ${story}\nagain: ${again}`);
}
