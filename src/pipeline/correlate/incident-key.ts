import type { Alert } from '../../domain/alert.js';
import type { Rules } from '../../domain/rules.js';
import { matchCheck } from '../route/match-check.js';
import type { RuleIndex } from '../route/rule-index.js';

/** What a check's incident is grouped by, where no open incident holds the check already. */
export interface Grouping {
  /** `service:parsoid`, `host:db1`, `check:icinga/db1!https`, `ops:<checkKey>` */
  readonly key: string;
  /** The service that owns grouping and escalation, or null. */
  readonly service: string | null;
}

/**
 * Groups by the owning service's `groupBy`; a check of no service groups by host, and without a host stands alone.
 * `services`: those of the check, most specific first.
 */
export function incidentKey(
  rules: Rules,
  alert: Pick<Alert, 'checkKey' | 'host' | 'audience'>,
  services: readonly string[],
): Grouping {
  if (alert.audience === 'ops') return { key: `ops:${alert.checkKey}`, service: null };
  const service = services[0] ?? null;
  const groupBy = (service === null ? undefined : rules.services.get(service)?.groupBy) ?? 'host';
  const prefix = service === null || groupBy === 'service' ? '' : `service:${service} `;
  if (service !== null && groupBy === 'service') return { key: `service:${service}`, service };
  if (groupBy === 'host' && alert.host !== null) return { key: `${prefix}host:${alert.host}`, service };
  return { key: `${prefix}check:${alert.checkKey}`, service };
}

/** By which the rules group an alert now. */
export function groupingOf(index: RuleIndex, alert: Alert): Grouping {
  return incidentKey(index.rules, alert, matchCheck(index, alert).services);
}
