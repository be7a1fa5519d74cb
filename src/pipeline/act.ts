import type { CheckRecord } from '../domain/check.js';
import { failingChecks, type Incident } from '../domain/incident.js';
import type { Page } from '../domain/page.js';
import { recordClosedByHand, recordOfIncident } from './correlate/check-record.js';
import type { Decision } from './decision.js';
import { endAcknowledgement, holdByAcknowledgement } from './escalate/acknowledgement.js';
import { endIncident } from './escalate/end-incident.js';
import { resumeAt } from './escalate/escalate.js';
import { escalateByHand } from './escalate/escalate-by-hand.js';
import type { Progress } from './escalate/progress.js';
import { judgeCoverage, type Moment, nextLook } from './pipeline.js';
import { policyFor } from './route/policy.js';
import { concernsDependents } from './suppress/held-by-parent.js';

/** A person does something to an open incident. */
export interface Act extends Moment {
  readonly incident: Incident;
  /** For the timeline: a name of the rules, or `admin`. */
  readonly person: string;
  readonly via: string;
  readonly note?: string | undefined;
}

/** The person takes the incident: escalation holds until the acknowledgement times out. */
export function acknowledge(act: Act): Decision {
  const held = holdByAcknowledgement(startOf(act), act.index, { people: [act.person], now: act.now });
  return decisionOf(noted(held, act), judgeCoverage(act, act.incident).coverEndsAt);
}

/** The person wants it to be quiet until then (UTC ms): what still fails at that time is paged from step 1, to whoever it reaches then. */
export function snooze(act: Act, until: number): Decision {
  const by = { people: [act.person], snoozeUntil: until, now: act.now };
  const held = holdByAcknowledgement(startOf(act), act.index, by);
  return decisionOf(noted(held, act), judgeCoverage(act, act.incident).coverEndsAt);
}

/** Where a source shows the acknowledgement somebody has taken it back: paging resumes as after a time-out. Null: nobody has it. */
export function takeBack(act: Moment & Pick<Act, 'incident'>, because: string): Decision | null {
  const { incident, index, now } = act;
  if (incident.state !== 'acknowledged') return null;
  const start = { incident: { ...incident, updatedAt: now }, pages: [], timeline: [], cancel: null };
  const ended = endAcknowledgement(start, because, now);
  const isHigh = incident.urgency === 'high' && incident.suppressed === null;
  const nextStepAt = isHigh ? resumeAt(incident, policyFor(index, incident), now) : null;
  const resumed = { ...ended, incident: { ...ended.incident, nextStepAt } };
  return decisionOf(resumed, judgeCoverage(act, incident).coverEndsAt);
}

/** The person says that it is over, whatever the sources say: the same episode of its checks does not re-open it. */
export function resolve(act: Act, records: ReadonlyMap<string, CheckRecord | null>): Decision {
  const ended = endIncident(startOf(act), act.index.rules, { by: act.person, now: act.now });
  const wakesDependents = concernsDependents(act.index, act.incident, ended.incident);
  return { ...decisionOf(noted(ended, act), null), wakesDependents, records: recordsClosedByHand(act, records) };
}

/** The person wants the next step now, also where somebody has taken it. Null: a window holds it, or it is not one to page for. */
export function escalateNow(act: Act): Decision | null {
  const { index, incident, now } = act;
  const coverage = judgeCoverage(act, incident);
  if (coverage.suppressed !== null || incident.suppressed !== null || incident.urgency === 'record') return null;
  const { open: facts, lowered } = coverage;
  const context = { index, policy: policyFor(index, incident), facts, lowered, now };
  const said = act.note === undefined ? '' : `: ${act.note}`;
  const line = { at: now, kind: 'escalated', text: `escalated by ${act.person} (${act.via})${said}` } as const;
  const start = { ...startOf(act), timeline: [{ ...line, person: act.person }] };
  return decisionOf(escalateByHand(start, context, act.person), coverage.coverEndsAt);
}

/** A page that reached nobody goes again, by the word of a person. */
export function retryPage(act: Act, page: Page): Decision {
  const text = `page to ${page.person} tried again, asked for by ${act.person} (${act.via})`;
  const line = { at: act.now, kind: 'note', text, person: act.person } as const;
  const again = { ...startOf(act), pages: [page], timeline: [line] };
  return decisionOf(again, judgeCoverage(act, act.incident).coverEndsAt);
}

function startOf(act: Act): Progress {
  const incident = { ...act.incident, updatedAt: act.now };
  return { incident, pages: [], timeline: [], cancel: null };
}

/** Says on the line of the act itself by which way it came, and the person's note. */
function noted(progress: Progress, { person, via, note }: Act): Progress {
  const said = note === undefined ? ` (${via})` : ` (${via}): ${note}`;
  const last = progress.timeline.length - 1;
  const timeline = progress.timeline.map((entry, at) =>
    at === last ? { ...entry, text: entry.text + said, person } : entry,
  );
  return { ...progress, timeline };
}

function decisionOf(progress: Progress, coverEndsAt: number | null): Decision {
  return {
    incident: progress.incident,
    checks: [],
    records: new Map(),
    alerts: [],
    timeline: progress.timeline,
    pages: progress.pages,
    cancel: progress.cancel,
    dueAt: nextLook(progress.incident, coverEndsAt),
  };
}

function recordsClosedByHand(act: Act, records: ReadonlyMap<string, CheckRecord | null>): Map<string, CheckRecord> {
  const failing = new Map(failingChecks(act.incident).map((check) => [check.key, check]));
  const closed = new Map<string, CheckRecord>();
  for (const [key, record] of records) {
    const check = failing.get(key);
    const next =
      check === undefined ? recordOfIncident(record, null) : recordClosedByHand(record, check.stateSince, act.now);
    closed.set(key, next);
  }
  return closed;
}
