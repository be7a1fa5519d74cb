// Cost of deciding about one alert, in process: rules with many subscriptions that do not concern it, no IO at all.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromSource } from './from-source.mjs';
import { round } from './load.mjs';
import { rulesOf } from './router.mjs';
import { now } from './sink.mjs';

const { compileWindows, createRulesStore, createSystemClock, decide, normalizeAlert } = await fromSource(
  'clock/system-clock',
  'config/rules/rules-store',
  'pipeline/normalize/normalize-alert',
  'pipeline/pipeline',
  'pipeline/suppress/window-index',
);
const rounds = 20_000;

/** Microseconds per alert that opens an incident and pages one person. */
export function decideCost({ subscriptions }) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-decide-'));
  writeRules(directory, subscriptions);
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const clock = createSystemClock();
  const startedAt = now();
  const opened = createRulesStore({ directories: [join(directory, 'rules')], dataDir: directory, clock, log });
  if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened.faults.slice(0, 3)));
  const loadMs = Math.round(now() - startedAt);
  const index = opened.store.index();
  const windows = compileWindows(index, []);
  const decideOne = (n) => {
    const alert = normalizeAlert(draftOf(n), { source: 'generic', now: clock.now() });
    const startedAt = now();
    const decision = decide({
      alerts: [alert],
      incident: null,
      records: new Map([[alert.checkKey, null]]),
      index,
      windows,
      now: clock.now(),
    });
    const us = (now() - startedAt) * 1000;
    if (decision.pages.length !== 1) throw new Error(`paged ${decision.pages.length} people`);
    return us;
  };
  for (let n = 0; n < rounds; n += 1) decideOne(n);
  const costs = Array.from({ length: rounds }, (_, n) => decideOne(rounds + n)).sort((a, b) => a - b);
  opened.store.close();
  rmSync(directory, { recursive: true, force: true });
  const mean = costs.reduce((sum, us) => sum + us, 0) / rounds;
  return { subscriptions, meanUs: round(mean), medianUs: round(costs[rounds / 2]), loadMs };
}

function writeRules(directory, subscriptions) {
  mkdirSync(join(directory, 'rules'));
  writeFileSync(join(directory, 'rules', 'rules.yaml'), JSON.stringify(rulesOf(subscriptions)));
}

function draftOf(n) {
  return {
    kind: 'problem',
    failing: true,
    severity: 'critical',
    host: `host${n}`,
    check: 'disk',
    summary: 'disk full',
  };
}
