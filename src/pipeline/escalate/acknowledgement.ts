import type { Incident } from '../../domain/incident.js';
import type { EscalationPolicy, Person } from '../../domain/rules.js';
import type { SelectedPerson } from '../route/select-people.js';
import { byEmailOnly } from './email-only.js';
import { resumeAt } from './escalate.js';
import { planPage } from './plan-page.js';
import { type PagingContext, type Progress, proceed } from './progress.js';

const updateBundleMs = 60_000;
const updateEveryMs = 5 * 60_000;

/** Holds escalation because somebody took the incident. High urgency: until the policy's acknowledgement time-out. */
export function holdByAcknowledgement(
  progress: Progress,
  policy: EscalationPolicy,
  by: { readonly people: readonly string[]; readonly now: number },
): Progress {
  const { incident } = progress;
  const timesOut = incident.urgency === 'high';
  const acknowledgedBy = [...new Set([...incident.acknowledgedBy, ...by.people])];
  const held = proceed(
    progress,
    {
      state: 'acknowledged',
      acknowledgedAt: incident.acknowledgedAt ?? by.now,
      acknowledgedUntil: timesOut ? by.now + policy.ackTimeoutSeconds * 1000 : null,
      acknowledgedBy,
      nextStepAt: null,
    },
    { timeline: [{ at: by.now, kind: 'acknowledged', text: `acknowledged by ${by.people.join(', ')}` }] },
  );
  return { ...held, cancel: `acknowledged by ${by.people.join(', ')}` };
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
    { state: 'triggered', acknowledgedAt: null, acknowledgedUntil: null, acknowledgedBy: [] },
    { timeline: [{ at: now, kind: 'acknowledgement-ended', text: because }] },
  );
}

/** Reminds those who acknowledged, then escalation resumes where it stood. */
export function timeOutAcknowledgement(progress: Progress, context: PagingContext): Progress {
  const { incident } = progress;
  const reminders = noticesTo(progress, context, {
    reason: 'reminder',
    delayMs: 0,
    salt: `ack ${incident.acknowledgedAt}`,
  });
  const ended = endAcknowledgement(reminders, 'acknowledged, but not resolved in time', context.now);
  return proceed(ended, { nextStepAt: resumeAt(incident, context.policy, context.now) });
}

/** One bundled update for those who acknowledged: at most one in five minutes, a minute after the first change. */
export function updateAcknowledgers(progress: Progress, context: PagingContext): Progress {
  const slot = Math.floor(context.now / updateEveryMs);
  return noticesTo(progress, context, { reason: 'update', delayMs: updateBundleMs, salt: `update ${slot}` });
}

function noticesTo(
  progress: Progress,
  context: PagingContext,
  notice: { readonly reason: 'reminder' | 'update'; readonly delayMs: number; readonly salt: string },
): Progress {
  const { incident } = progress;
  const pages = incident.acknowledgedBy.flatMap((name) => {
    const person = context.index.rules.people.get(name);
    if (person === undefined) return [];
    const occasion = { incident, step: incident.step, reason: notice.reason, now: context.now + notice.delayMs };
    const own = ownCalls(person, incident.urgency === 'high');
    const selected = context.lowered === null ? own : byEmailOnly(own);
    return selected === null ? [] : [planPage({ ...occasion, salt: notice.salt }, selected)];
  });
  return proceed(progress, {}, { pages });
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
