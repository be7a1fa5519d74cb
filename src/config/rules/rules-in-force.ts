import type { RulesFault, RulesState } from '../../domain/rules.js';
import { recordedReferences } from './files/resolve-references.js';
import { type LastGood, readLastGood } from './last-good.js';
import { checkFiles, type GoodRules, type LoadedRules } from './load-rules.js';

/** The rules in force, and the state of the files beside them. */
export interface RulesInForce {
  readonly good: GoodRules;
  readonly state: RulesState;
  /** Files that the rules files, as they stand now, refer to. */
  readonly secretFiles: readonly string[];
}

/** At start: the files' rules, else the last good ones, else all faults. */
export function chooseAtStart(
  loaded: LoadedRules,
  dataDir: string,
  now: number,
):
  | { readonly kind: 'chosen'; readonly inForce: RulesInForce }
  | { readonly kind: 'broken'; readonly faults: readonly RulesFault[] } {
  if (loaded.kind === 'rules') return { kind: 'chosen', inForce: fromFiles(loaded, now) };
  const kept = readLastGood(dataDir);
  const lastGood = kept && recheck(kept);
  if (lastGood?.kind !== 'rules') return { kind: 'broken', faults: [...loaded.faults, noLastGood(dataDir)] };
  const state: RulesState = { hash: lastGood.rules.hash, loadedAt: now, origin: 'last-good', faults: loaded.faults };
  return { kind: 'chosen', inForce: { good: lastGood, state, secretFiles: loaded.secretFiles } };
}

/** After a change of the files: their rules, or what was in force with the faults beside it. */
export function chooseAfterChange(before: RulesInForce, loaded: LoadedRules, now: number): RulesInForce {
  const { kind, faults, secretFiles } = loaded;
  if (kind === 'broken') {
    return { good: before.good, state: { ...before.state, origin: 'last-good', faults }, secretFiles };
  }
  if (loaded.rules.hash !== before.state.hash) return fromFiles(loaded, now);
  return { good: before.good, state: { ...before.state, origin: 'files', faults }, secretFiles };
}

function fromFiles(good: GoodRules, now: number): RulesInForce {
  return {
    good,
    state: { hash: good.rules.hash, loadedAt: now, origin: 'files', faults: good.faults },
    secretFiles: good.secretFiles,
  };
}

function recheck({ files, references }: LastGood): LoadedRules {
  return checkFiles(files, recordedReferences(references));
}

function noLastGood(dataDir: string): RulesFault {
  const message = `there is no last good set of rules in ${dataDir} to go on with`;
  return { file: null, line: null, message, level: 'error' };
}
