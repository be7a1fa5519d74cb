// The proof with real monitoring systems: the own tests of the sender and the plugin, then a real Icinga 2 with our configuration and our
// sender against a real router. Writes {passed, failed} to $MONITORS_RESULT, if set.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bothWays } from './icinga/both-ways.mjs';
import { startIcinga } from './icinga/icinga.mjs';
import { installRequirements } from './icinga/requirements.mjs';
import { freePort, makeRouter } from './icinga/router.mjs';
import { atLast, oneByOne, sideBySide } from './icinga/scenarios.mjs';
import { startWitness } from './icinga/witness.mjs';

// Debian installs icinga2 where not everybody's PATH leads.
process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
const token = 'token-of-the-proof';
const counts = { passed: 0, failed: 0 };
const say = (line) => process.stdout.write(`${line}\n`);

function runTests(what, name) {
  say(what);
  const folder = fileURLToPath(new URL(name, import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
  const tests = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...files], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `/usr/bin:${process.env.PATH}` },
    timeout: 300_000,
    maxBuffer: 64 << 20,
  });
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tests.stdout)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled') + count('skipped');
  counts.passed += count('pass');
  counts.failed += failed > 0 ? failed : Number(tests.status !== 0);
  if (tests.status !== 0) say(`${tests.stdout.slice(-20_000)}\n${tests.stderr}`);
  say(`  ${count('pass')} passed, ${failed} failed`);
}

async function openLab(closers) {
  const folder = mkdtempSync(join(tmpdir(), 'monitors-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const routerFolder = mkdtempSync(join(tmpdir(), 'monitors-router-'));
  closers.push(() => rmSync(routerFolder, { recursive: true, force: true }));
  const router = await makeRouter({ folder: routerFolder, token });
  closers.push(router.stop);
  const witness = await startWitness(router);
  closers.push(witness.stop);
  const icinga = await startIcinga({ folder, routerUrl: witness.url, token, apiPort: await freePort() });
  closers.push(icinga.stop);
  await router.start(icinga.api.environment);
  return { folder, router, witness, icinga };
}

async function runScenario(scenario, lab) {
  const started = Date.now();
  try {
    await scenario.run(lab);
    counts.passed += 1;
    say(`  ok      ${scenario.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    counts.failed += 1;
    const story = [
      error.stack ?? error,
      '-- the router:',
      tailOf(lab.router.output()),
      '-- Icinga:',
      tailOf(lab.icinga.log()),
    ];
    say(`  FAILED  ${scenario.name}\n${story.join('\n').replace(/^/gm, '          ')}`);
  }
}

/** The last lines of a log, without what was only asked. */
function tailOf(log) {
  return log
    .split('\n')
    .filter((line) => !/HttpServerConnection|New client connection/.test(line))
    .slice(-40)
    .join('\n');
}

async function runScenarios() {
  say('a real Icinga 2 with our configuration and sender, a real router');
  const closers = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      try {
        await closer();
      } catch (error) {
        counts.failed += 1;
        say(`  FAILED  ${error.message}`);
      }
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close().finally(() => process.exit(1)));
  try {
    const lab = await openLab(closers);
    await Promise.all(sideBySide.map((scenario) => runScenario(scenario, lab)));
    for (const scenario of [...bothWays, ...oneByOne, ...atLast]) await runScenario(scenario, lab);
  } catch (error) {
    counts.failed += sideBySide.length + bothWays.length + oneByOne.length + atLast.length;
    say(`  FAILED  ${error.message}`);
  }
  await close();
}

async function main() {
  try {
    installRequirements();
    runTests('the sender', 'sender/');
    runTests('the plugin that checks the router', 'plugin/');
    await runScenarios();
  } catch (error) {
    counts.failed += 1;
    say(error.message);
  }
  if (process.env.MONITORS_RESULT) writeFileSync(process.env.MONITORS_RESULT, JSON.stringify(counts));
  say(`monitors: ${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

await main();
