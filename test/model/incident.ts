import type { Channel } from '../../src/domain/channel.js';
import { type CheckName, PEOPLE, type ServiceName } from './rules.js';
import { delayOf, isCovered, MINUTE, type Surroundings, whom } from './surroundings.js';
import type { Kind, Told } from './told.js';

export const HOUR = 60 * MINUTE;

export const SEVERITIES = ['warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an incident meets. */
export interface World {
  readonly around: Surroundings;
  /** UTC ms. */
  now(): number;
  say(told: Told): void;
}

/** Somebody has it: they alone, or others too; until when. */
interface Taking {
  readonly by: ReadonlySet<string>;
  readonly until: number;
  readonly snoozed: boolean;
}

/** What fails of one service, and how people hear of it. */
export interface Incident {
  has(check: CheckName): boolean;
  fails(check: CheckName, severity: Severity): void;
  recovers(check: CheckName): void;
  acknowledge(person: string): void;
  /** UTC ms. */
  snooze(person: string, until: number): void;
  /** By hand; answers what still fails. */
  resolve(person: string): readonly CheckName[];
  /** Does what is due. */
  look(): void;
  /** When to look at it again, UTC ms. */
  times(): readonly number[];
  isOver(): boolean;
}

const RANK: Readonly<Record<Severity, number>> = { warning: 1, error: 2, critical: 3 };
const isWorse = (a: Severity, b: Severity | undefined) => b === undefined || RANK[a] > RANK[b];

export function openIncident(service: ServiceName, { around, now, say }: World): Incident {
  const failing = new Map<CheckName, Severity>();
  /** Those that have joined, or fail worse, and of which nobody has been told yet. */
  const unheard = new Set<CheckName>();
  /** Whoever was ever paged for it, on which channels, and when they last got a text. */
  const called = new Map<string, Set<Channel>>();
  const lastSms = new Map<string, number>();
  /** Who was paged since paging began anew. */
  let paged = new Set<string>();
  let pending: Omit<Told, 'service'>[] = [];
  let severity: Severity | null = null;
  let taken: Taking | null = null;
  /** When an acknowledger was last told of what joins, by five minutes of the clock. */
  let updates = new Set<string>();
  let [held, over] = [false, false];
  let [round, step] = [1, 0];
  let nextStepAt: number | null = now() + delayOf(around, 1);

  const isLow = () => severity === 'warning';
  /** What is not urgent comes by mail. */
  const callsOf = (person: string) => (isLow() ? ([['email', 0]] as const) : (PEOPLE[person] ?? []));
  const targets = (nth: number) => whom(around, nth, { service, now: now() });

  /** Everybody by their own rules; what is still to come may be taken back. */
  function tell(people: Iterable<string>, kind: Kind, delay = 0): void {
    for (const person of people) {
      for (const [channel, after] of callsOf(person)) {
        pending.push({ at: now() + delay + after * MINUTE, person, channel, kind });
      }
    }
  }

  function page(people: readonly string[], kind: Kind): void {
    tell(people, kind);
    for (const person of people) {
      paged.add(person);
      called.set(person, new Set([...(called.get(person) ?? []), ...callsOf(person).map(([channel]) => channel)]));
    }
  }

  function send(): void {
    const due = pending.filter(({ at }) => at <= now());
    pending = pending.filter(({ at }) => at > now());
    for (const one of due) {
      say({ ...one, service });
      if (one.channel === 'sms') lastSms.set(one.person, now());
    }
  }

  /** Those who were paged hear who took it, or that it is over: by mail, and of the end by SMS whom an SMS reached within the hour. */
  function followUp(kind: 'taken' | 'over', except: ReadonlySet<string>): void {
    for (const [person, channels] of called) {
      if (except.has(person)) continue;
      say({ at: now(), person, channel: 'email', kind, service });
      const lately = now() - (lastSms.get(person) ?? 0) <= HOUR;
      if (kind === 'over' && channels.has('sms') && lately) say({ at: now(), person, channel: 'sms', kind, service });
    }
  }

  function startAnew(): void {
    [taken, paged, round, step, nextStepAt] = [null, new Set(), 1, 0, now() + delayOf(around, 1)];
  }

  function fireSteps(): void {
    while (nextStepAt !== null && nextStepAt <= now()) fireStep();
  }

  function fireStep(): void {
    const { steps, repeat } = around.rules;
    if (step >= steps.length && round > repeat) {
      page(['daniel'], 'nobody acknowledged');
      [round, step, nextStepAt] = [round + 1, steps.length + 1, null];
      return;
    }
    [round, step] = step >= steps.length ? [round + 1, 1] : [round, step + 1];
    const people = targets(step);
    page(people, 'page');
    if (people.length > 0) nextStepAt = isLow() ? null : now() + delayOf(around, step + 1);
  }

  /** They are reminded, and it goes on; what was snoozed begins anew. What is low does not time out. */
  function endTaking(before: Taking): void {
    if (before.snoozed) {
      startAnew();
      fireSteps();
      tell(
        [...before.by].filter((person) => !paged.has(person)),
        'reminder',
      );
    } else if (isLow()) {
      taken = { ...before, until: Number.POSITIVE_INFINITY };
    } else {
      tell(before.by, 'reminder');
      [taken, nextStepAt] = [null, now() + Math.max(delayOf(around, step + 1), MINUTE)];
    }
  }

  /** Those who have it hear of what has joined within a minute; whoever is to be paged by now and was not, is. */
  function tellOfJoined(): void {
    const by = taken?.by ?? new Set<string>();
    for (const person of by) {
      const slot = `${person} ${Math.floor(now() / (5 * MINUTE))}`;
      if (!updates.has(slot)) tell([person], 'update', MINUTE);
      updates.add(slot);
    }
    for (let nth = 1; nth <= Math.min(step, around.rules.steps.length); nth += 1) {
      page(
        targets(nth).filter((person) => !paged.has(person) && !by.has(person)),
        'page',
      );
    }
  }

  /** Inside a window nobody is paged; what gets worse there is not what somebody took. */
  function hold(rose: boolean): void {
    [held, nextStepAt, pending] = [true, null, []];
    if (rose) taken = null;
  }

  function goOn(rose: boolean): void {
    if (rose || (held && taken === null)) startAnew();
    else if (taken !== null && taken.until <= now()) endTaking(taken);
    held = false;
    if (isLow() && step > 0) nextStepAt = null;
    if (unheard.size > 0) tellOfJoined();
    unheard.clear();
    fireSteps();
    send();
  }

  function look(): void {
    if (over) return;
    if (failing.size === 0) {
      over = true;
      followUp('over', new Set());
      return;
    }
    const before = severity;
    severity = [...failing.values()].reduce((worst, one) => (isWorse(one, worst) ? one : worst));
    const rose = before !== null && isWorse(severity, before);
    if (isCovered(around, service, now())) hold(rose);
    else goOn(rose);
  }

  function take(person: string, until: number, snoozed: boolean): void {
    const before = taken;
    taken = { by: new Set([...(before?.by ?? []), person]), until, snoozed };
    nextStepAt = null;
    pending = pending.filter(({ kind }) => kind === 'update');
    if (before !== null) return;
    unheard.clear();
    updates = new Set();
    followUp('taken', taken.by);
  }

  return {
    look,
    has: (check) => failing.has(check),
    isOver: () => over,
    times: () => (held ? [] : [nextStepAt ?? 0, taken?.until ?? 0, ...pending.map(({ at }) => at)]),
    fails(check, how) {
      if (isWorse(how, failing.get(check))) unheard.add(check);
      failing.set(check, how);
      look();
    },
    recovers(check) {
      unheard.delete(check);
      if (failing.delete(check)) look();
    },
    acknowledge(person) {
      if (taken?.by.has(person) && !taken.snoozed) return;
      const timesOutAt = now() + around.rules.ackTimeoutMinutes * MINUTE;
      take(person, isLow() ? Number.POSITIVE_INFINITY : timesOutAt, false);
    },
    snooze: (person, until) => take(person, until, true),
    resolve(person) {
      over = true;
      followUp('over', new Set([person]));
      return [...failing.keys()];
    },
  };
}
