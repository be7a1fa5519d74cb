import type { Incident } from '../../domain/incident.js';
import type { Person } from '../../domain/rules.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { policyFor } from '../route/policy.js';
import { keepQuietHours } from '../route/quiet-hours.js';
import type { RuleIndex } from '../route/rule-index.js';
import type { SelectedPerson } from '../route/select-people.js';
import { byEmailOnly } from './email-only.js';
import { resumeAt } from './escalate.js';
import { planPage } from './plan-page.js';
import { type PagingContext, type Progress, proceed } from './progress.js';
import { takenNotices } from './taken-notices.js';

const updateBundleMs = 60_000;
const updateEveryMs = 5 * 60_000;

/** Who takes an incident. */
export interface Taking {
  readonly people: readonly string[];
  /** Until when they want it to be quiet, UTC ms; absent: they are at it, until the acknowledgement times out. */
  readonly snoozeUntil?: number;
  readonly now: number;
}

/**
 * Holds escalation because somebody took the incident: at high urgency until the policy's acknowledgement time-out, when
 * snoozed until the end of that. The others who were paged are told once.
 */
export function holdByAcknowledgement(progress: Progress, index: RuleIndex, by: Taking): Progress {
  const { incident } = progress;
  const { people, now, snoozeUntil } = by;
  const timesOutAt = incident.urgency === 'high' ? now + policyFor(index, incident).ackTimeoutSeconds * 1000 : null;
  const done = snoozeUntil === undefined ? 'acknowledged' : 'snoozed';
  const text = `${done} by ${people.join(', ')}`;
  const until = snoozeUntil === undefined ? '' : ` until ${utcMinute(snoozeUntil)}`;
  const held = proceed(
    progress,
    {
      ...incident,
      state: 'acknowledged',
      acknowledgedAt: incident.acknowledgedAt ?? now,
      acknowledgedUntil: snoozeUntil ?? timesOutAt,
      acknowledgedBy: [...new Set([...incident.acknowledgedBy, ...people])],
      snoozedBy: snoozeUntil === undefined ? null : (people[0] ?? null),
      nextStepAt: null,
    },
    { timeline: [{ at: now, kind: done, text: text + until }] },
  );
  const pages = incident.state === 'acknowledged' ? [] : takenNotices(held.incident, index, now);
  return { ...proceed(held, held.incident, { pages }), cancel: text };
}

/** Somebody took it, but not for so long. */
export function isTimedOut(incident: Pick<Incident, 'state' | 'acknowledgedUntil'>, now: number): boolean {
  const { state, acknowledgedUntil } = incident;
  return state === 'acknowledged' && acknowledgedUntil !== null && acknowledgedUntil <= now;
}

/** The acknowledgement is over: back to triggered. */
export function endAcknowledgement(progress: Progress, because: string, now: number): Progress {
  return proceed(
    progress,
    {
      ...progress.incident,
      state: 'triggered',
      acknowledgedAt: null,
      acknowledgedUntil: null,
      acknowledgedBy: [],
      snoozedBy: null,
    },
    { timeline: [{ at: now, kind: 'acknowledgement-ended', text: because }] },
  );
}

/** Reminds those who acknowledged, then escalation resumes where it stood. */
export function timeOutAcknowledgement(progress: Progress, context: PagingContext): Progress {
  const { incident } = progress;
  const salt = `ack ${incident.acknowledgedAt}`;
  const reminders = remind(progress, context, { people: incident.acknowledgedBy, salt });
  const ended = endAcknowledgement(reminders, 'acknowledged, but not resolved in time', context.now);
  return proceed(ended, { ...ended.incident, nextStepAt: resumeAt(incident, context.policy, context.now) });
}

/** Tells people who had it that it still fails. */
export function remind(
  progress: Progress,
  context: PagingContext,
  { people, salt }: { readonly people: readonly string[]; readonly salt: string },
): Progress {
  return noticesTo(progress, context, { people, reason: 'reminder', delayMs: 0, salt });
}

/** One bundled update for those who acknowledged: at most one in five minutes, a minute after the first change. */
export function updateAcknowledgers(progress: Progress, context: PagingContext): Progress {
  const slot = Math.floor(context.now / updateEveryMs);
  const people = progress.incident.acknowledgedBy;
  return noticesTo(progress, context, { people, reason: 'update', delayMs: updateBundleMs, salt: `update ${slot}` });
}

function noticesTo(
  progress: Progress,
  context: PagingContext,
  notice: {
    readonly people: readonly string[];
    readonly reason: 'reminder' | 'update';
    readonly delayMs: number;
    readonly salt: string;
  },
): Progress {
  const { incident } = progress;
  const pages = notice.people.flatMap((name) => {
    const person = context.index.rules.people.get(name);
    if (person === undefined) return [];
    const occasion = { incident, step: incident.step, reason: notice.reason, now: context.now + notice.delayMs };
    const own = ownCalls(person, incident.urgency === 'high');
    const selected = context.lowered === null ? own : byEmailOnly(own);
    if (selected === null) return [];
    const quiet = keepQuietHours(context.index.rules, selected, { urgency: incident.urgency, now: occasion.now });
    return [planPage({ ...occasion, salt: notice.salt }, quiet)];
  });
  return proceed(progress, incident, { pages });
}

/** Every call that the person's own rules ask for. */
function ownCalls(person: Person, high: boolean): SelectedPerson {
  const addresses = { sms: person.sms, email: person.email };
  const rules = high ? person.notify.high : person.notify.low;
  const calls = rules.flatMap(({ via, afterSeconds }) =>
    addresses[via].slice(0, 1).map((to) => ({ channel: via, to, afterSeconds })),
  );
  return { person: person.name, calls, fallbacks: [], because: ['acknowledged this incident'] };
}
