// Adds up what .ci/run ran and prints the closing line.
//   node scripts/ci-summary.mjs --check=<exit code> --tests=<exit code>:<jest json> --monitors=<exit code>:<json {passed, failed}>
// Exit code 0 only when everything ran and nothing failed or was skipped; a step that fails without naming a test counts as one failure.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function split(text) {
  const colon = text.indexOf(':');
  return { exitCode: Number(text.slice(0, colon)), result: readJson(text.slice(colon + 1)) };
}

/** A step that says nothing, or says all is well but exits otherwise, has failed once. */
function withExitCode(name, exitCode, counts) {
  if (counts === undefined) return { name, passed: 0, failed: 1, why: `left no result (exit code ${exitCode})` };
  if (exitCode !== 0 && counts.failed === 0) return { name, ...counts, failed: 1, why: `exit code ${exitCode}` };
  if (counts.passed + counts.failed === 0) return { name, passed: 0, failed: 1, why: 'ran no test' };
  return { name, ...counts };
}

function checkCounts(exitCode) {
  return exitCode === 0
    ? { name: 'npm run check', passed: 0, failed: 0 }
    : { name: 'npm run check', passed: 0, failed: 1, why: `exit code ${exitCode}` };
}

function jestCounts({ exitCode, result }) {
  if (result === undefined) return withExitCode('npm test', exitCode, undefined);
  const skipped = result.numPendingTests + result.numTodoTests;
  const counts = withExitCode('npm test', exitCode, {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites + skipped,
  });
  return skipped > 0 ? { ...counts, why: `${skipped} skipped or todo, which counts as failed` } : counts;
}

function monitorCounts({ exitCode, result }) {
  const readable = Number.isInteger(result?.passed) && Number.isInteger(result?.failed);
  const counts = readable ? { passed: result.passed, failed: result.failed } : undefined;
  return withExitCode('npm run test:monitors', exitCode, counts);
}

const { values } = parseArgs({
  options: { check: { type: 'string' }, tests: { type: 'string' }, monitors: { type: 'string' } },
});
const steps = [
  checkCounts(Number(values.check ?? 1)),
  jestCounts(split(values.tests ?? '1:')),
  monitorCounts(split(values.monitors ?? '1:')),
];
const passed = steps.reduce((sum, step) => sum + step.passed, 0);
const failed = steps.reduce((sum, step) => sum + step.failed, 0);

for (const step of steps) {
  console.log(
    `${step.failed === 0 ? 'ok    ' : 'FAILED'} ${step.name}${step.why === undefined ? '' : `: ${step.why}`}`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
