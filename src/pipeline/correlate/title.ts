import type { CheckState } from '../../domain/check.js';
import { isWorse } from '../../domain/severity.js';

/** What an incident is called: the service (or host) and its worst failing check: `Parsoid: LVS HTTP on parsoid and 2 more`. */
export function incidentTitle(serviceName: string | null, failing: readonly CheckState[]): string {
  const worst = worstCheck(failing);
  if (worst === undefined) return serviceName ?? 'nothing fails';
  const others = failing.length > 1 ? ` and ${failing.length - 1} more` : '';
  const what = describeCheck(worst);
  return `${serviceName === null ? '' : `${serviceName}: `}${what}${others}`;
}

/** `https on web1.example.org`, the host alone, or the check alone where its name says the host's. */
export function describeCheck({ host, check, key }: Pick<CheckState, 'host' | 'check' | 'key'>): string {
  if (check === null) return host ?? key;
  if (host === null) return check;
  const shortHost = host.split('.')[0] ?? host;
  return shortHost.length > 2 && check.toLowerCase().includes(shortHost) ? check : `${check} on ${host}`;
}

/** The worst failing check, the one failing longest first. */
export function worstCheck(failing: readonly CheckState[]): CheckState | undefined {
  let worst = failing[0];
  for (const check of failing) {
    if (worst === undefined || isWorse(check.severity, worst.severity)) worst = check;
    else if (check.severity === worst.severity && check.since < worst.since) worst = check;
  }
  return worst;
}
