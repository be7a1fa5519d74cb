import type { Rules, RulesFault } from '../../domain/rules.js';
import type { RuleIndex } from '../../pipeline/route/rule-index.js';
import type { Log } from '../../ports.js';
import { formatFault } from './format-fault.js';
import type { RulesInForce } from './rules-in-force.js';

type ChangeListener = (rules: Rules, index: RuleIndex) => void;
type BrokenListener = (faults: readonly RulesFault[]) => void;
type MendedListener = () => void;

/** Tells the log and whoever asked what has become of the rules. */
export function createRulesListeners(log: Log) {
  const change: ChangeListener[] = [];
  const broken: BrokenListener[] = [];
  const mended: MendedListener[] = [];

  function tell(before: RulesInForce | null, after: RulesInForce): void {
    if (after.good !== before?.good) tellChange(after);
    const [was, is] = [errorsOf(before), errorsOf(after)];
    if (is.length > 0 && textOf(is) !== textOf(was)) tellBroken(is);
    if (is.length === 0 && was.length > 0) tellMended(after);
  }

  function tellChange(after: RulesInForce): void {
    for (const fault of after.good.faults)
      log.warn({ fault: formatFault(fault) }, 'the routing rules have a weak spot');
    for (const listener of change) listener(after.good.rules, after.good.index);
  }

  function tellBroken(faults: readonly RulesFault[]): void {
    for (const listener of broken) listener(faults);
  }

  function tellMended({ state }: RulesInForce): void {
    log.info({ hash: state.hash }, 'the routing rules are mended');
    for (const listener of mended) listener();
  }

  function onBroken(listener: BrokenListener, now: RulesInForce): void {
    broken.push(listener);
    const faults = errorsOf(now);
    if (faults.length > 0) listener(faults);
  }

  return {
    tell,
    onBroken,
    onChange: (listener: ChangeListener): void => void change.push(listener),
    onMended: (listener: MendedListener): void => void mended.push(listener),
  };
}

function errorsOf(inForce: RulesInForce | null): readonly RulesFault[] {
  return inForce?.state.faults.filter(({ level }) => level === 'error') ?? [];
}

function textOf(faults: readonly RulesFault[]): string {
  return faults.map(formatFault).join('\n');
}
