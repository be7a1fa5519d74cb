import { formatFault } from '../config/rules/format-fault.js';
import type { RulesStore } from '../config/rules/rules-store.js';
import type { OpsNotices } from '../engine/ops-notices.js';
import type { Log, Metrics } from '../ports.js';

const check = 'routing rules';
const shownFaults = 20;

/** A broken rules file is loud: in the log, in a metric, and to ops; the last good set stays in force. */
export function watchRules(deps: {
  readonly rules: RulesStore;
  readonly ops: OpsNotices;
  readonly log: Log;
  readonly metrics: Metrics;
}): void {
  const { rules, ops, log, metrics } = deps;
  metrics.gauge('rules_broken', 0);
  rules.onChange((changed) => log.info({ hash: changed.hash }, 'other routing rules are in force'));
  rules.onBroken((faults) => {
    const lines = faults.slice(0, shownFaults).map(formatFault);
    metrics.gauge('rules_broken', 1);
    log.error({ faults: lines }, 'the rules files are broken: the last good set stays in force');
    ops.raise({
      check,
      severity: 'warning',
      summary: `The rules files are broken (${faults.length} faults): the last good set stays in force. ${lines[0] ?? ''}`,
      details: lines.join('\n'),
    });
  });
  rules.onMended(() => {
    metrics.gauge('rules_broken', 0);
    ops.clear(check);
  });
}
