import { formatDuration } from '../../domain/duration.js';
import type { Incident, TimelineEntry } from '../../domain/incident.js';
import type { Call, Page, PageReason } from '../../domain/page.js';
import type { EscalationPolicy, StepTarget } from '../../domain/rules.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { keepQuietHours, type QuietPage } from '../route/quiet-hours.js';
import { selectPeople } from '../route/select-people.js';
import { byOtherChannel, failingChannel } from './by-other-channel.js';
import { byEmailOnly } from './email-only.js';
import { planPage } from './plan-page.js';
import { type PagingContext, type Progress, proceed } from './progress.js';

const singleStepRoundMs = 15 * 60_000;

/** Starts paging anew from step 1: a new incident, a rise in severity, the end of a window. */
export function startCycle(progress: Progress, context: PagingContext, cycle: number): Progress {
  const first = context.policy.steps[0]?.afterSeconds ?? 0;
  const nextStepAt = context.now + first * 1000;
  return proceed(progress, { ...progress.incident, cycle, round: 1, step: 0, nextStepAt });
}

/**
 * Fires every step that is due. A step that reaches nobody goes on at once; after the last round the all-pages people
 * hear that nobody acknowledged. Low urgency runs step 1 only, `record` none.
 */
export function escalate(progress: Progress, context: PagingContext, reason: PageReason): Progress {
  let current = progress;
  let why = reason;
  while (isDue(current.incident, context.now)) {
    current = fireNextStep(current, context, why);
    why = 'escalation';
  }
  return current;
}

function isDue(incident: Incident, now: number): boolean {
  if (incident.state !== 'triggered' || incident.suppressed !== null || incident.urgency === 'record') return false;
  return incident.nextStepAt !== null && incident.nextStepAt <= now;
}

function fireNextStep(progress: Progress, context: PagingContext, reason: PageReason): Progress {
  const { incident } = progress;
  const roundOver = incident.step >= context.policy.steps.length;
  if (roundOver && incident.round > context.policy.repeat) return fireLastPage(progress, context);
  const place = roundOver ? { round: incident.round + 1, step: 1 } : { round: incident.round, step: incident.step + 1 };
  const why = place.step === 1 && place.round === 1 ? reason : 'escalation';
  return fireStep(proceed(progress, { ...incident, round: place.round, step: place.step }), context, {
    targets: context.policy.steps[place.step - 1]?.page ?? [],
    reason: why,
  });
}

function fireStep(
  progress: Progress,
  context: PagingContext,
  fired: { readonly targets: readonly StepTarget[]; readonly reason: PageReason },
): Progress {
  const { incident } = progress;
  const people = selectFor(incident, context, fired.targets);
  const next = nextStepAt(incident, context, people.length > 0);
  if (people.length === 0) {
    const text = `step ${incident.step} reaches nobody: going on at once`;
    const timeline: TimelineEntry[] = [{ at: context.now, kind: 'escalated', text }];
    return proceed(progress, { ...incident, nextStepAt: next }, { timeline });
  }
  return pagePeople(proceed(progress, { ...incident, nextStepAt: next }), context, {
    ...fired,
    people,
    step: incident.step,
  });
}

/**
 * After the last round: one page to the all-pages people, then nothing more by the clock. It counts as a round, so that
 * after a forgotten acknowledgement, or a change of the policy, it is another page and not one that is known already.
 */
function fireLastPage(progress: Progress, context: PagingContext): Progress {
  const step = context.policy.steps.length + 1;
  const people = selectFor(progress.incident, context, [{ kind: 'all-pages' }]);
  const { incident } = progress;
  const ended = proceed(progress, { ...incident, round: incident.round + 1, step, nextStepAt: null });
  return pagePeople(ended, context, { people, step, reason: 'unacknowledged' });
}

/** Plans the pages of these people and writes who and why into the incident. */
function pagePeople(
  progress: Progress,
  context: PagingContext,
  fired: { readonly people: readonly QuietPage[]; readonly step: number; readonly reason: PageReason },
): Progress {
  const { incident } = progress;
  const pages = fired.people.map((person) =>
    planPage({ incident, step: fired.step, reason: fired.reason, now: context.now }, person),
  );
  const paged = { ...incident.paged };
  for (const page of pages) {
    const planned = page.calls.filter((call) => call.dueAt !== null);
    const channels = planned.map((call) => call.channel);
    const before = paged[page.person]?.channels ?? [];
    paged[page.person] = {
      cycle: incident.cycle,
      at: Math.min(...planned.map((call) => call.dueAt ?? context.now)),
      channels: [...new Set([...before, ...channels])],
    };
  }
  const timeline =
    pages.length === 0 ? [] : [pagedEntry(pages, fired.step, context.now), ...quietLines(pages, context.now)];
  return proceed(progress, { ...incident, paged }, { pages, timeline });
}

/** Whom their quiet hours spare for now. */
function quietLines(pages: readonly Page[], now: number): TimelineEntry[] {
  return pages.flatMap(({ person, quietUntil }) => {
    if (quietUntil === undefined) return [];
    return [{ at: now, kind: 'held', text: `quiet hours of ${person}: held until ${utcMinute(quietUntil)}`, person }];
  });
}

function pagedEntry(pages: readonly Page[], step: number, now: number): TimelineEntry {
  const names = pages.map((page) => `${page.person} (${describeCalls(page.calls, now)})`);
  return { at: now, kind: 'paged', text: `step ${step}, ${pages[0]?.reason ?? ''}: ${names.join('; ')}` };
}

/** `sms, email after 5m`: fallbacks are not mentioned. */
function describeCalls(calls: readonly Call[], now: number): string {
  const planned = calls.flatMap(({ channel, dueAt }) => {
    if (dueAt === null) return [];
    return dueAt <= now ? [channel] : [`${channel} after ${formatDuration(Math.round((dueAt - now) / 1000))}`];
  });
  return planned.join(', ');
}

function selectFor(incident: Incident, context: PagingContext, targets: readonly StepTarget[]): QuietPage[] {
  const { index, facts, now } = context;
  const urgency = incident.urgency === 'high' ? 'high' : 'low';
  const { people } = selectPeople(index, { checks: facts, service: incident.service, targets, urgency, now });
  const told = context.lowered === null ? people : people.flatMap((person) => byEmailOnly(person) ?? []);
  const failing = incident.audience === 'ops' ? failingChannel(facts) : null;
  const reached = failing === null ? told : told.map((person) => byOtherChannel(person, failing));
  return reached.map((person) => keepQuietHours(index.rules, person, { urgency, now }));
}

function nextStepAt(incident: Incident, context: PagingContext, reached: boolean): number | null {
  const { policy, now } = context;
  if (!reached) return now;
  if (incident.urgency !== 'high') return null;
  const next = policy.steps[incident.step];
  return next === undefined ? now + roundGapMs(policy) : now + next.afterSeconds * 1000;
}

/** A new round starts after the delay of the last step; a policy of one step: after 15 minutes. */
function roundGapMs(policy: EscalationPolicy): number {
  const last = policy.steps.at(-1)?.afterSeconds ?? 0;
  return last > 0 ? last * 1000 : singleStepRoundMs;
}

/**
 * People whom a joined or worsened check selects in the steps fired so far and who were not paged in this cycle. Those
 * who acknowledged hear of it by an update.
 */
export function pageNewlySelected(progress: Progress, context: PagingContext): Progress {
  const { incident } = progress;
  let current = progress;
  for (const [n, step] of context.policy.steps.slice(0, incident.step).entries()) {
    const people = selectFor(incident, context, step.page).filter(
      ({ person }) =>
        current.incident.paged[person]?.cycle !== incident.cycle && !incident.acknowledgedBy.includes(person),
    );
    current = pagePeople(current, context, { people, step: n + 1, reason: 'problem' });
  }
  return current;
}

/** When the next step is due after an acknowledgement has timed out: the delay of the step that was to come. */
export function resumeAt(incident: Incident, policy: EscalationPolicy, now: number): number {
  const next = policy.steps[incident.step];
  return next === undefined ? now + roundGapMs(policy) : now + Math.max(next.afterSeconds, 60) * 1000;
}
