import type { Incident, IncidentHead } from '../../domain/incident.js';
import type { PageReason } from '../../domain/page.js';
import { isWorse, type Severity, type Urgency } from '../../domain/severity.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { parentOf } from '../suppress/held-by-parent.js';
import type { Coverage } from '../suppress/judge-suppression.js';
import {
  endAcknowledgement,
  holdByAcknowledgement,
  isTimedOut,
  timeOutAcknowledgement,
  updateAcknowledgers,
} from './acknowledgement.js';
import { escalate, pageNewlySelected, startCycle } from './escalate.js';
import { type PagingContext, type Progress, proceed } from './progress.js';
import { isSnoozed, isSnoozeOver, keepSnoozed, remindSnoozers } from './snooze.js';

/** What happened to the incident since the last decision. */
export interface Occurrence {
  readonly coverage: Coverage;
  /** Severity and urgency before; null: the incident is new. */
  readonly before: { readonly severity: Severity; readonly urgency: Urgency } | null;
  /** Some check that nothing covers joined or worsened, or came out of its cover. */
  readonly joined: boolean;
  /** Something fails worse than anything before, covered or not. */
  readonly worsened: boolean;
  readonly stepFailed: boolean;
}

/** Decides for an incident with failing checks: hold it (window, acknowledgement in the source), or page. */
export function pageOrHold(progress: Progress, context: PagingContext, occurrence: Occurrence): Progress {
  const { coverage } = occurrence;
  if (coverage.suppressed !== null) {
    return suppress(endIfWorse(progress, occurrence, context.now), coverage.suppressed, context.now);
  }
  const lowered = progress.incident.lowered ?? null;
  const released = boundAcknowledgement(
    lower(proceed(progress, { ...progress.incident, suppressed: null }), context),
    context,
  );
  if (coverage.acknowledgedInSource.length > 0) return holdBySource(released, context, coverage);
  return page(released, context, {
    ...occurrence,
    freed: reasonOfEnd(progress.incident),
    loweredNow: lowered === null && context.lowered !== null,
    raisedNow: lowered !== null && context.lowered === null && !isAmong(coverage, lowered.id),
  });
}

/** What its end is called that has held it until now; null: nothing has. */
function reasonOfEnd(incident: Incident): PageReason | null {
  if (incident.suppressed === null) return null;
  return parentOf(incident) === null ? 'window-ended' : 'dependency-ended';
}

function isAmong({ windows }: Coverage, id: string | null): boolean {
  return [...windows.values()].some((window) => window === id);
}

/** By email only from now on: what has not left yet is taken back, since it would wake somebody. */
function lower(progress: Progress, { lowered, now }: PagingContext): Progress {
  const before = progress.incident.lowered ?? null;
  const next = before === null && lowered === null ? progress : proceed(progress, { ...progress.incident, lowered });
  if (lowered === null || (before?.id === lowered.id && before.until === lowered.until)) return next;
  const text = `by email only: ${describeHold(lowered)}`;
  const told = proceed(next, next.incident, { timeline: [{ at: now, kind: 'held', text }] });
  return before === null ? { ...told, cancel: text } : told;
}

/** `maintenance window "deploy" (3fa9) until 2013-04-18 23:46 UTC` */
function describeHold({ reason, id, until }: NonNullable<IncidentHead['suppressed']>): string {
  return `${reason} (${id ?? '-'})${until === null ? '' : ` until ${utcMinute(until)}`}`;
}

/** What gets worse inside a window is not what somebody took: it pages at the end of the window. */
function endIfWorse(progress: Progress, { worsened }: Occurrence, now: number): Progress {
  const ends = worsened && progress.incident.state === 'acknowledged';
  return ends ? endAcknowledgement(progress, 'no longer acknowledged: severity-rise', now) : progress;
}

function suppress(progress: Progress, because: NonNullable<IncidentHead['suppressed']>, now: number): Progress {
  const { incident } = progress;
  const quiet = { ...incident, suppressed: because, nextStepAt: null };
  const held = proceed(progress, incident.lowered ? { ...quiet, lowered: null } : quiet);
  const before = incident.suppressed;
  if (before?.id === because.id && before?.until === because.until) return held;
  const text = `no page: ${describeHold(because)}`;
  return {
    ...proceed(held, held.incident, { timeline: [{ at: now, kind: 'suppressed', text }] }),
    cancel: `suppressed: ${because.reason} (${because.id ?? '-'})`,
  };
}

function holdBySource(progress: Progress, context: PagingContext, coverage: Coverage): Progress {
  const { incident } = progress;
  const known = coverage.acknowledgedInSource.every((who) => incident.acknowledgedBy.includes(who));
  if (incident.state === 'acknowledged' && known && !isTimedOut(incident, context.now)) return progress;
  const by = { people: coverage.acknowledgedInSource, now: context.now };
  const held = holdByAcknowledgement(progress, context.index, by);
  return isSnoozed(incident, context.now) ? keepSnoozed(held, incident) : held;
}

function page(progress: Progress, context: PagingContext, occurrence: Occurrence & Turns): Progress {
  const anew = reasonToStartAnew(progress, occurrence, context.now);
  if (anew === 'snooze-ended') return endSnooze(progress, context);
  if (anew !== null) return pageAnew(progress, context, anew);
  let current = stopIfLow(timeOutIfDue(progress, context));
  if (occurrence.joined && current.incident.state === 'acknowledged') current = updateAcknowledgers(current, context);
  if (occurrence.joined) current = pageNewlySelected(current, context);
  if (occurrence.stepFailed && current.incident.nextStepAt !== null) {
    current = proceed(current, { ...current.incident, nextStepAt: context.now });
  }
  return escalate(current, context, 'problem');
}

/** What windows, or what it depends on, did to the incident until now. */
interface Turns {
  /** Why it is paged now that nothing holds it any more; null: nothing has held it. */
  readonly freed: PageReason | null;
  readonly loweredNow: boolean;
  /** The window that lowered it is over; not: something that it does not cover has joined. */
  readonly raisedNow: boolean;
}

/** Why paging starts again from step 1, or null when it goes on as it stands. */
function reasonToStartAnew({ incident }: Progress, occurrence: Occurrence & Turns, now: number): PageReason | null {
  const { before } = occurrence;
  if (before === null) return incident.returnedAfterMs == null ? 'problem' : 'returned';
  const becameHigh = incident.urgency === 'high' && before.urgency !== 'high' && !occurrence.raisedNow;
  if (becameHigh || isWorse(incident.severity, before.severity)) return 'severity-rise';
  if (isSnoozeOver(incident, now)) return 'snooze-ended';
  const byWindow = reasonByWindow(incident, occurrence);
  if (byWindow !== null) return byWindow;
  return isAcknowledgedNowhere(incident, now) ? 'problem' : null;
}

/** The source itself takes back the acknowledgement that it alone had. */
function isAcknowledgedNowhere(incident: Incident, now: number): boolean {
  const onlyInSource = incident.acknowledgedBy.length > 0 && incident.acknowledgedBy.every((who) => who.includes(':'));
  return incident.state === 'acknowledged' && onlyInSource && !isTimedOut(incident, now);
}

/** Calls that were taken back as a window began to lower may have been somebody's only ones: all of step 1 get the mail. */
function reasonByWindow({ state }: Incident, { freed, raisedNow, loweredNow }: Turns): PageReason | null {
  if (state !== 'triggered') return null;
  if (freed !== null || raisedNow) return freed ?? 'window-ended';
  return loweredNow ? 'problem' : null;
}

/** A problem that has become low runs no further step; a rise starts anew. */
function stopIfLow(progress: Progress): Progress {
  const { urgency, step, nextStepAt } = progress.incident;
  return urgency !== 'high' && step > 0 && nextStepAt !== null
    ? proceed(progress, { ...progress.incident, nextStepAt: null })
    : progress;
}

function pageAnew(progress: Progress, context: PagingContext, reason: PageReason): Progress {
  const { incident } = progress;
  const triggered =
    incident.state === 'acknowledged'
      ? endAcknowledgement(progress, `no longer acknowledged: ${reason}`, context.now)
      : progress;
  return escalate(startCycle(triggered, context, incident.cycle + 1), context, reason);
}

/** Pages whoever it reaches now; those who had snoozed it and are not among them are reminded. */
function endSnooze(progress: Progress, context: PagingContext): Progress {
  return remindSnoozers(pageAnew(progress, context, 'snooze-ended'), context, progress.incident);
}

/** What was acknowledged while it was low, or while a window hid its worst, times out too once it is high. */
function boundAcknowledgement(progress: Progress, { policy, now }: PagingContext): Progress {
  const { state, urgency, acknowledgedUntil } = progress.incident;
  if (state !== 'acknowledged' || urgency !== 'high' || acknowledgedUntil !== null) return progress;
  return proceed(progress, { ...progress.incident, acknowledgedUntil: now + policy.ackTimeoutSeconds * 1000 });
}

/** Only high urgency times out; what has become low since stays acknowledged. */
function timeOutIfDue(progress: Progress, context: PagingContext): Progress {
  if (!isTimedOut(progress.incident, context.now)) return progress;
  const isHigh = progress.incident.urgency === 'high';
  return isHigh
    ? timeOutAcknowledgement(progress, context)
    : proceed(progress, { ...progress.incident, acknowledgedUntil: null });
}
