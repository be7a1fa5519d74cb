import type { Alert } from '../../domain/alert.js';
import { type CheckFacts, factsOf } from '../../domain/check.js';
import type { Explanation, SuppressedBecause } from '../../domain/explanation.js';
import { worstSeverity } from '../../domain/severity.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { incidentKey } from '../correlate/incident-key.js';
import { matchCheck } from '../route/match-check.js';
import { policyFor } from '../route/policy.js';
import type { RuleIndex } from '../route/rule-index.js';
import { urgencyOf } from '../route/urgency.js';
import { becauseOfParent, type ParentIncident } from '../suppress/held-by-parent.js';
import type { WindowIndex } from '../suppress/window-index.js';
import { explainSteps } from './explain-steps.js';
import { splitByWindows } from './split-by-windows.js';

/** What is to be explained: one alert as if it were new … */
export interface AlertQuestion {
  readonly index: RuleIndex;
  readonly windows: WindowIndex;
  readonly alert: Alert;
  /** Open incidents of what its service depends on, the nearest first. */
  readonly parents?: readonly ParentIncident[];
  /** UTC ms. */
  readonly now: number;
}

/** … or the failing checks of a stored incident, as they are now. `alert`: its latest. */
export interface IncidentQuestion extends AlertQuestion {
  readonly checks: readonly CheckFacts[];
  readonly service: string | null;
  readonly incidentKey: string;
}

/** Who would be paged for an alert at `now` and who not, and why. Later steps are shown by today's rules. */
export function explain(question: AlertQuestion): Explanation {
  const { index, alert } = question;
  const facts = factsOf(alert);
  const grouping = incidentKey(index.rules, alert, matchCheck(index, facts).services);
  const checks = [facts];
  return answer(
    { ...question, checks, service: grouping.service, incidentKey: grouping.key },
    suppressedBySource(alert),
  );
}

/** The same for the checks of an incident that fail now; covered ones page nobody. */
export function explainChecks(question: IncidentQuestion): Explanation {
  return answer(question, null);
}

function answer(question: IncidentQuestion, bySource: SuppressedBecause | null): Explanation {
  const { index, alert, service, checks, now } = question;
  const { open, lowered, suppressed: byWindow } = splitByWindows(question);
  const counted = open.length > 0 ? open : checks;
  const urgency = urgencyOf(index, service, worstSeverity(counted));
  const recovered = alert.failing === false ? bySource : null;
  const byParent = becauseOfParent(question.parents ?? [], urgency, index.rules);
  const held = byParent === null ? null : { ...byParent, until: null };
  const suppressed = recovered ?? byWindow ?? bySource ?? held ?? (urgency === 'record' ? recordedOnly(counted) : null);
  const { steps, notPaged } = explainSteps(index, {
    checks: counted,
    service,
    policy: policyFor(index, { service, audience: alert.audience }),
    urgency: urgency === 'high' && lowered === null ? 'high' : 'low',
    lowered: lowered === null ? null : `by email only: ${reasonUntil(lowered)}`,
    now,
  });
  const explanation = {
    alert,
    services: servicesOf(index, question),
    incidentKey: question.incidentKey,
    suppressed: null,
    steps,
    notPaged,
  };
  return suppressed === null ? explanation : withoutPages(explanation, suppressed);
}

/** The service that owns the incident first. */
function servicesOf(index: RuleIndex, { service, checks }: IncidentQuestion): readonly string[] {
  const matched = checks.flatMap((facts) => matchCheck(index, facts).services);
  return [...new Set(service === null ? matched : [service, ...matched])];
}

function recordedOnly(checks: readonly CheckFacts[]): SuppressedBecause {
  if (checks.length === 0) return { reason: 'no check fails', id: null, until: null };
  const severity = worstSeverity(checks);
  return { reason: `severity ${severity} is recorded, not paged`, id: null, until: null };
}

/** What the message itself says against paging: its check is well, in a downtime there, or acknowledged there. */
function suppressedBySource(alert: Alert): SuppressedBecause | null {
  const { kind, failing, source, checkKey, downtimeDepth, author } = alert;
  if (failing === false) return { reason: 'the check is not failing', id: null, until: null };
  if (downtimeDepth !== 0 && (downtimeDepth !== null || kind === 'maintenance-start')) {
    return { reason: `downtime in ${source}`, id: `downtime:${checkKey}`, until: null };
  }
  if (kind !== 'acknowledgement') return null;
  return { reason: `acknowledged in ${source} by ${author ?? 'somebody'}`, id: null, until: null };
}

function reasonUntil({ reason, until }: SuppressedBecause): string {
  return until === null ? reason : `${reason} until ${utcMinute(Date.parse(until))}`;
}

/** Nobody is paged: those who would be are told so, with what would have paged them. */
function withoutPages(explanation: Explanation, suppressed: SuppressedBecause): Explanation {
  const reason = reasonUntil(suppressed);
  const wouldBe = new Map<string, readonly string[]>();
  for (const { person, because } of explanation.steps.flatMap(({ people }) => people)) {
    if (!wouldBe.has(person)) wouldBe.set(person, because);
  }
  const silenced = [...wouldBe].map(([person, because]) => ({
    person,
    because: [reason, ...because.map((text) => `otherwise: ${text}`)],
  }));
  return { ...explanation, suppressed, steps: [], notPaged: [...silenced, ...explanation.notPaged] };
}
