import type { Alert } from '../domain/alert.js';
import type { CheckState } from '../domain/check.js';
import { formatDuration } from '../domain/duration.js';
import { failingChecks, type Incident, isStale, type TimelineEntry } from '../domain/incident.js';
import type { HeldBy } from '../domain/maintenance-window.js';
import { isWorse, type Severity, worstSeverity } from '../domain/severity.js';
import { accountAlerts } from './account-alerts.js';
import { alertLines } from './correlate/alert-line.js';
import { changedRecords } from './correlate/check-record.js';
import { type Correlated, correlate } from './correlate/correlate.js';
import { incidentKey } from './correlate/incident-key.js';
import { lapseAcknowledgements } from './correlate/lapse-acknowledgements.js';
import { markCovered } from './correlate/mark-covered.js';
import { newIncident } from './correlate/new-incident.js';
import { staleLines } from './correlate/stale.js';
import { withChecks } from './correlate/with-checks.js';
import type { Case, Decision } from './decision.js';
import { type CustomPages, planCustomPage } from './escalate/custom-page.js';
import { endIncident } from './escalate/end-incident.js';
import { pageOrHold } from './escalate/page-or-hold.js';
import type { Progress } from './escalate/progress.js';
import { matchCheck } from './route/match-check.js';
import { policyFor } from './route/policy.js';
import { urgencyOf } from './route/urgency.js';
import { heldBy } from './suppress/held-by.js';
import { concernsDependents, holdByParent, parentLook, parentOf } from './suppress/held-by-parent.js';
import { type Coverage, judgeSuppression } from './suppress/judge-suppression.js';
import { findWindow } from './suppress/window-index.js';

/**
 * The pipeline: alerts are correlated into their incident, suppressed or routed, and escalated. Pure and synchronous:
 * the same case gives the same decision, whether it is carried out, replayed or explained.
 */
export function decide(given: Case): Decision {
  const correlated = correlate({
    alerts: given.alerts,
    incident: given.incident === null ? null : lapseAcknowledgements(given.incident, given.now),
    records: given.records,
    urgencyOf: (alert) => urgencyOf(given.index, servicesOf(given, alert)[0] ?? null, alert.severity),
  });
  const custom = customPages(given);
  const incident = given.incident ?? openIncident(given, correlated);
  if (incident === null) return conclude(given, correlated, { progress: null, custom, coverage: null });
  return advance(given, correlated, { incident, custom });
}

/** Rules, windows and time that a judgement is made by. */
export type Moment = Pick<Case, 'index' | 'windows' | 'now'>;

/** The incident with its new checks: over, held, or paged. */
function advance(
  given: Case,
  correlated: Correlated,
  before: { readonly incident: Incident; readonly custom: ReadonlyMap<string, CustomPages> },
): Decision {
  const { index, now } = given;
  const alone = judgeCoverage(given, correlated);
  const rated = withChecks(before.incident, correlated.checks, { ...alone, index, now });
  const { parents = [] } = given;
  const coverage = holdByParent(alone, { parents, urgency: rated.urgency, rules: index.rules });
  const covered = markCovered(correlated, coverage.covered, { incident: before.incident, now });
  const incident = { ...rated, checks: covered.checks };
  const start: Progress = { incident, pages: [], timeline: openingLines(given, incident), cancel: null };
  const context = { index, policy: policyFor(index, incident), facts: coverage.open, now, lowered: coverage.lowered };
  const progress =
    incident.failing === 0
      ? endIncident(start, index.rules, { by: 'monitoring', now })
      : pageOrHold(start, context, {
          coverage,
          before: given.incident,
          joined: [...covered.joined].some((key) => !coverage.covered.has(key)),
          worsened: isWorse(worstFailing(correlated), worstFailing(before.incident)),
          stepFailed: given.stepFailed === true,
        });
  return conclude(given, covered, { progress, custom: before.custom, coverage });
}

/** An incident for the first alert that says that something fails; null when none does. */
function openIncident(given: Case, correlated: Correlated): Incident | null {
  const first = given.alerts.find((alert) => correlated.checks.get(alert.checkKey)?.failing === true);
  if (first === undefined) return null;
  const opened = newIncident(incidentKey(given.index.rules, first, servicesOf(given, first)), first, given.now);
  const returnedAfterMs = returnedAfter(given, opened, first);
  return returnedAfterMs === null ? opened : { ...opened, returnedAfterMs };
}

/** How long the check had been well, where that was so short that this is the same problem again. */
function returnedAfter({ records, index }: Case, opened: Incident, { checkKey, receivedAt }: Alert): number | null {
  const wellAt = records.get(checkKey)?.recoveryArrivedAt ?? null;
  if (wellAt === null) return null;
  const wellFor = Math.max(0, receivedAt - wellAt);
  return wellFor < policyFor(index, opened).returnsWithinSeconds * 1000 ? wellFor : null;
}

function servicesOf(given: Pick<Case, 'index'>, check: Alert | CheckState): readonly string[] {
  return matchCheck(given.index, check).services;
}

/** What covers the failing checks of an incident now, by these rules and windows. */
export function judgeCoverage(given: Moment, incident: Pick<Incident, 'checks'>): Coverage {
  const { windows, now } = given;
  const windowOf = (check: CheckState) =>
    windows.active.length === 0 ? null : findWindow(windows, check, servicesOf(given, check), now);
  return judgeSuppression(failingChecks(incident), windowOf, given.now);
}

function customPages(given: Case): Map<string, CustomPages> {
  const pages = new Map<string, CustomPages>();
  for (const alert of given.alerts) {
    if (alert.kind === 'custom') pages.set(alert.id, planCustomPage(alert, given, given.now));
  }
  return pages;
}

function worstFailing(incident: Pick<Incident, 'checks'>): Severity {
  return worstSeverity(failingChecks(incident));
}

function openingLines(given: Case, incident: Incident): readonly TimelineEntry[] {
  if (given.incident !== null) return staleLines(given.incident, incident, given.now);
  const { title, severity, returnedAfterMs: wellFor = null } = incident;
  const back = wellFor === null ? '' : `, back after it was well for ${formatDuration(Math.round(wellFor / 1000))}`;
  return [{ at: given.now, kind: 'opened', text: `opened: ${title} (${severity})${back}` }];
}

interface Outcome {
  /** Null: no incident is touched. */
  readonly progress: Progress | null;
  readonly custom: ReadonlyMap<string, CustomPages>;
  readonly coverage: Coverage | null;
}

/** Gathers what is to be written. */
function conclude(given: Case, correlated: Correlated, { progress, custom, coverage }: Outcome): Decision {
  const incident = progress?.incident ?? null;
  const pages = progress?.pages ?? [];
  const place =
    incident === null ? null : { id: incident.id, open: incident.state !== 'resolved', checks: incident.checks };
  return {
    incident,
    checks: incident === null ? [] : changedChecks(correlated, given.incident),
    records: changedRecords(given.records, correlated.records, place),
    alerts: accountAlerts(given.alerts, { incident, verdicts: correlated.verdicts, pages, custom }),
    timeline: [
      ...(incident === null ? [] : alertLines(given.alerts, given.incident?.checks, correlated.verdicts)),
      ...(progress?.timeline ?? []),
    ],
    pages: [...pages, ...[...custom.values()].flatMap((planned) => planned.pages)],
    cancel: progress?.cancel ?? null,
    parent: parentHere(given, incident),
    wakesDependents: concernsDependents(given.index, given.incident, incident),
    held: heldHere(given, incident, coverage),
    dueAt: incident === null ? null : nextLook(incident, coverage?.coverEndsAt ?? null),
  };
}

function changedChecks({ checks }: Correlated, before: Incident | null): readonly CheckState[] {
  const changed: CheckState[] = [];
  for (const [key, check] of checks) if (check !== before?.checks.get(key)) changed.push(check);
  return changed;
}

function parentHere(given: Case, incident: Incident | null): NonNullable<Decision['parent']> | null {
  const id = incident === null ? null : parentOf(incident);
  if (incident === null || id === null || incident.state === 'resolved') return null;
  const isNew = given.incident === null || parentOf(given.incident) !== id;
  const text = `held with this, since it depends on it: ${incident.title} (${incident.severity})`;
  return { id, line: isNew ? { at: given.now, kind: 'note', text } : null };
}

/** What windows kept from people here. */
function heldHere(given: Case, incident: Incident | null, coverage: Coverage | null): readonly HeldBy[] {
  const { windows, now } = given;
  if (incident === null || coverage === null || windows.active.length === 0) return [];
  const recoveredIn = ({ checkKey }: Alert): string | null => {
    const check = incident.checks.get(checkKey);
    if (check === undefined || check.failing || given.incident?.checks.get(checkKey)?.failing !== true) return null;
    return findWindow(windows, check, servicesOf(given, check), now)?.id ?? null;
  };
  return heldBy(given.alerts, { windows: coverage.windows, recoveredIn });
}

/** When the clock must look at the incident again; null: never. */
export function nextLook(incident: Incident, coverEndsAt: number | null): number | null {
  if (incident.state === 'resolved') return null;
  const nextStepAt = incident.urgency === 'record' ? null : incident.nextStepAt;
  const own = incident.suppressed === null ? [nextStepAt, incident.acknowledgedUntil] : [];
  const staleAt = incident.suppressed === null && !isStale(incident, incident.updatedAt) ? incident.staleAt : null;
  const times = [...own, coverEndsAt, staleAt, parentLook(incident)].filter((at) => at != null);
  return times.length === 0 ? null : Math.min(...times);
}
