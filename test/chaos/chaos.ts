import { parseArgs } from 'node:util';
import { type ChaosResult, runChaos } from './run-chaos.js';

const usage = 'npm run chaos -- [--minutes 10] [--seed N] [--pause 60]';
const { minutes, seed, pauseMs } = readArguments();
const repeat = `npm run chaos -- --minutes ${minutes} --seed ${seed} --pause ${pauseMs}`;
console.log(`chaos for ${minutes} minutes, seed ${seed}; again: ${repeat}`);

const result = await runChaos({ minutes, seed, pauseMs, write: (line) => console.log(`  ${line}`) });

for (const line of tell(result)) console.log(line);
process.exit(result.violations.length === 0 ? 0 : 1);

function readArguments(): { readonly minutes: number; readonly seed: number; readonly pauseMs: number } {
  const type = 'string' as const;
  const { values } = parseArgs({ options: { minutes: { type }, seed: { type }, pause: { type } } });
  const given = {
    minutes: Number(values.minutes ?? 10),
    seed: Number(values.seed ?? 1 + (Date.now() % 1_000_000)),
    pauseMs: Number(values.pause ?? 60),
  };
  if (given.minutes > 0 && Number.isInteger(given.seed) && given.seed > 0 && given.pauseMs > 0) return given;
  console.error(`minutes, seed and pause (ms) must be numbers above 0: ${usage}`);
  process.exit(2);
}

function tell({ played, kills, accepted, acknowledged, texts, violations, duplicates }: ChaosResult): string[] {
  const lost = violations.filter((violation) => /^I[123]/.test(violation)).length;
  const bound = kills === 0 ? 'no kill, no bound' : `95 % upper bound 3/${kills} = ${(3 / kills).toFixed(3)} per kill`;
  return [
    ...[...played].sort(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `  ${times} × ${name}`),
    `${kills} kills, ${accepted} accepted, ${acknowledged} acknowledged, ${texts} texts, ${lost} lost, ${duplicates} duplicates (marked)`,
    lost === 0 ? `0 lost: ${bound}` : `${lost} lost`,
    ...violations.map((violation) => `VIOLATION ${violation}`),
    violations.length === 0 ? 'no violation' : `${violations.length} violations; again: ${repeat}`,
  ];
}
