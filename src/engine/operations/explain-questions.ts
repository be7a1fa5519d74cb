import type { Alert, DraftAlert } from '../../domain/alert.js';
import { type CheckState, factsOf } from '../../domain/check.js';
import type { Explanation, SuppressedBecause } from '../../domain/explanation.js';
import { failingChecks, type Incident } from '../../domain/incident.js';
import { groupingOf } from '../../pipeline/correlate/incident-key.js';
import { worstCheck } from '../../pipeline/correlate/title.js';
import { explain, explainChecks } from '../../pipeline/explain/explain.js';
import { normalizeAlert } from '../../pipeline/normalize/normalize-alert.js';
import type { EngineDeps } from '../engine-deps.js';
import { parentsOf } from '../parents.js';
import type { ActionResult } from '../use-cases.js';
import { notFound } from './act-on-incident.js';

/** Who would be paged for a draft alert at a time (null: now), who not, and why: the pipeline's own answer. */
export async function explainDraft(
  deps: EngineDeps,
  question: { readonly draft: DraftAlert; readonly source: string; readonly at: number | null },
): Promise<Explanation> {
  const now = question.at ?? deps.clock.now();
  const alert = normalizeAlert(question.draft, { source: question.source, now });
  const parents = await parentsOf(deps, groupingOf(deps.index(), alert).service);
  return explain({ index: deps.index(), windows: deps.windows.get().index, alert, parents, now });
}

/** Why each person was paged for a stored incident or not: by today's rules, as of the moment it opened. */
export async function explainIncident(deps: EngineDeps, idOrNumber: string): Promise<ActionResult<Explanation>> {
  const incident = await deps.ledger.readIncident(idOrNumber);
  if (incident === null) return notFound(idOrNumber);
  const failing = failingChecks(incident);
  const checks = failing.length > 0 ? failing : [...incident.checks.values()];
  const worst = worstCheck(checks);
  if (worst === undefined) return { kind: 'refused', code: 'no-checks', text: `incident ${idOrNumber} has no checks` };
  const explanation = explainChecks({
    index: deps.index(),
    windows: deps.windows.get().index,
    alert: await latestAlert(deps, incident, worst),
    checks: checks.map(factsOf),
    service: incident.service,
    incidentKey: incident.key,
    now: incident.openedAt,
  });
  return { kind: 'done', value: { ...explanation, suppressed: holdOf(incident) ?? explanation.suppressed } };
}

/** Why the incident itself pages nobody now. */
function holdOf(incident: Incident): SuppressedBecause | null {
  if (incident.state === 'resolved') {
    return { reason: `resolved by ${incident.resolvedBy ?? 'monitoring'}`, id: null, until: null };
  }
  if (incident.suppressed !== null) {
    const { reason, id, until } = incident.suppressed;
    return { reason, id, until: iso(until) };
  }
  if (incident.state !== 'acknowledged') return null;
  const reason = `acknowledged by ${incident.acknowledgedBy.join(', ')}`;
  return { reason, id: null, until: iso(incident.acknowledgedUntil) };
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}

async function latestAlert(deps: EngineDeps, incident: Incident, worst: CheckState): Promise<Alert> {
  const records = await deps.ledger.listAlerts(incident.id);
  const ofWorst = records.map(({ alert }) => alert).filter((alert) => alert.checkKey === worst.key);
  const latest = ofWorst.reduce<Alert | null>(
    (newest, alert) => (newest === null || alert.receivedAt >= newest.receivedAt ? alert : newest),
    null,
  );
  return latest ?? alertOf(incident, worst);
}

/** Stored alerts are forgotten after a week; the check remembers what they said. */
function alertOf(incident: Incident, check: CheckState): Alert {
  const { source, severity, sourceState, summary, details, labels, service, stateSince, link, host } = check;
  return {
    id: incident.id,
    eventKey: incident.id,
    source,
    kind: check.failing ? 'problem' : 'recovery',
    audience: incident.audience,
    checkKey: check.key,
    host,
    check: check.check,
    service,
    failing: check.failing,
    severity,
    sourceState,
    summary,
    details,
    labels,
    at: check.lastAlertAt,
    receivedAt: check.lastAlertAt,
    stateSince,
    downtimeDepth: null,
    author: null,
    comment: null,
    link,
    spooled: false,
  };
}
