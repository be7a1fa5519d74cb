import type { Alert } from '../../domain/alert.js';
import type { CheckState } from '../../domain/check.js';
import type { TimelineEntry } from '../../domain/incident.js';
import type { Verdict } from './judge-alert.js';
import { describeCheck } from './title.js';

/** The timeline line of an alert; null for a mere repeat of what is known. */
function alertLine(alert: Alert, before: CheckState | undefined, verdict: Verdict): TimelineEntry | null {
  const repeat = before !== undefined && before.sourceState === alert.sourceState && before.failing === alert.failing;
  const plain = alert.kind === 'problem' || alert.kind === 'recovery';
  if (verdict.applies && repeat && plain) return null;
  const what = describeCheck({ host: alert.host, check: alert.check, key: alert.checkKey });
  const by = alert.author === null ? '' : ` by ${alert.author}`;
  const note = verdict.applies ? '' : ` (${verdict.because})`;
  const text = `${alert.source}: ${alert.kind}${by}: ${what}${stateText(alert)}: ${alert.comment ?? alert.summary}${note}`;
  return { at: alert.receivedAt, kind: 'alert', text, alertId: alert.id };
}

/** ` is CRITICAL`; nothing for an alert that says nothing about the state, as that of a downtime may. */
function stateText({ sourceState, failing, severity }: Alert): string {
  if (sourceState !== null) return ` is ${sourceState}`;
  if (failing === null) return '';
  return failing ? ` is ${severity}` : ' is well';
}

/** Lines for a batch of alerts, each compared with what the incident knew before the batch. */
export function alertLines(
  alerts: readonly Alert[],
  checks: ReadonlyMap<string, CheckState> | undefined,
  verdicts: ReadonlyMap<string, Verdict>,
): TimelineEntry[] {
  return alerts.flatMap((alert) => {
    const verdict = verdicts.get(alert.id);
    const line = verdict === undefined ? null : alertLine(alert, checks?.get(alert.checkKey), verdict);
    return line === null ? [] : [line];
  });
}
