import type { CheckState } from '../../domain/check.js';
import { failingChecks, type Incident } from '../../domain/incident.js';
import type { Rules } from '../../domain/rules.js';
import { worstSeverity } from '../../domain/severity.js';
import type { RuleIndex } from '../route/rule-index.js';
import { urgencyOf } from '../route/urgency.js';
import { staleAtOf } from './stale.js';
import { incidentTitle } from './title.js';

/**
 * The incident with these checks. Severity and urgency follow from what people are paged for (`open`), else from what
 * fails at all; the title from what fails. With nothing failing they stay.
 */
export function withChecks(
  incident: Incident,
  checks: ReadonlyMap<string, CheckState>,
  context: {
    readonly index: RuleIndex;
    readonly open: readonly CheckState[];
    /** A window lets what is open out by email only: nobody is woken by it. */
    readonly lowered: object | null;
    readonly now: number;
  },
): Incident {
  const failing = failingChecks({ checks });
  if (failing.length === 0) return { ...incident, checks, failing: 0, updatedAt: context.now };
  const rated = context.open.length > 0 ? context.open : failing;
  const severity = worstSeverity(rated);
  const urgency = urgencyOf(context.index, incident.service, severity);
  return {
    ...incident,
    checks,
    failing: failing.length,
    severity,
    urgency: context.lowered !== null && urgency === 'high' ? 'low' : urgency,
    staleAt: staleAtOf(failing, context.index.rules),
    title: incidentTitle(displayName(context.index.rules, incident.service), failing),
    updatedAt: context.now,
  };
}

function displayName(rules: Rules, service: string | null): string | null {
  return service === null ? null : (rules.services.get(service)?.displayName ?? service);
}
