import type { Alert } from '../../domain/alert.js';
import { describeCheck } from '../../pipeline/correlate/title.js';
import type { OpsNotices } from '../ops-notices.js';

const noticed = 'journal into the ledger';
const mostNamed = 3;

/** Ops hear which checks' alerts were accepted and cannot be decided: nobody else does. None: that is over. */
export function createTellRefused(ops: Pick<OpsNotices, 'raise' | 'clear'>): (alerts: readonly Alert[]) => void {
  return (alerts) => {
    if (alerts.length === 0) {
      ops.clear(noticed);
      return;
    }
    const checks = [...new Set(alerts.map((alert) => describeCheck({ ...alert, key: alert.checkKey })))];
    const more = checks.length > mostNamed ? ` and ${checks.length - mostNamed} more` : '';
    ops.raise({
      check: noticed,
      severity: 'error',
      // A text message has room for the first words only.
      summary: `Pages nobody: ${checks.slice(0, mostNamed).join(', ')}${more}: their alerts cannot be decided`,
      details:
        'See for yourself. They stay in the journal and are tried again; the log says why ("the ledger refuses an alert").',
    });
  };
}
