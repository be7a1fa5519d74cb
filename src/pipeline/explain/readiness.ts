import { type ContactMethod, methodKey } from '../../domain/channel.js';
import type { JudgedMethod, KnownMethods, Readiness } from '../../domain/reached-method.js';
import type { Person } from '../../domain/rules.js';
import type { Shift } from '../../domain/schedule.js';
import { pagedNames } from '../route/check-reached-people.js';
import { opsPeople } from '../route/people.js';
import type { RuleIndex } from '../route/rule-index.js';
import { onCallAt } from '../schedule/on-call.js';
import { shiftsBetween } from '../schedule/shifts.js';
import { alwaysOf } from './on-call.js';

const DAY_MS = 86_400_000;
/** Shifts that begin so soon count. */
const SOON_MS = 7 * DAY_MS;
/** After so long a contact method that worked counts as untested. */
const FRESH_MS = 30 * DAY_MS;

/** Who can be paged and who cannot: everybody of the rules, who is on call first, then who is next. */
export function judgeReadiness(index: RuleIndex, known: KnownMethods, now: number): readonly Readiness[] {
  const rank = { now: 0, always: 1, soon: 2, no: 3 };
  const turns = turnsOf(index, now);
  return [...index.rules.people.values()]
    .map((person) => {
      const methods = methodsOf(person).map((method) => judgeMethod(method, known, now));
      const turn = turns.get(person.name) ?? { onCall: 'no', startsAt: null };
      return { person: person.name, ...turn, methods, verdict: verdictOn(methods) };
    })
    .sort((a, b) => rank[a.onCall] - rank[b.onCall] || (a.startsAt ?? 0) - (b.startsAt ?? 0));
}

/** True for those whose page would be lost: on call now or soon, and nothing is known to reach them. */
export function isAtRisk({ onCall, verdict }: Readiness): boolean {
  return onCall !== 'no' && verdict !== 'ready';
}

type Turn = Pick<Readiness, 'onCall' | 'startsAt'>;

function methodsOf({ sms, email }: Person): readonly ContactMethod[] {
  return [
    ...sms.map((to) => ({ channel: 'sms' as const, to })),
    ...email.map((to) => ({ channel: 'email' as const, to })),
  ];
}

function verdictOn(methods: readonly JudgedMethod[]): Readiness['verdict'] {
  const standings = new Set(methods.map(({ standing }) => standing));
  if (standings.has('works')) return 'ready';
  return standings.has('untested') ? 'untested' : 'unreachable';
}

function judgeMethod(method: ContactMethod, { reached, optedOut }: KnownMethods, now: number): JudgedMethod {
  const since = method.channel === 'sms' ? optedOut.get(method.to) : undefined;
  if (since !== undefined) return { ...method, standing: 'opted-out', since, error: null };
  const { acceptedAt = null, failed = null } = reached.get(methodKey(method)) ?? {};
  if (failed !== null && failed.at >= (acceptedAt ?? 0)) {
    return { ...method, standing: 'failed', since: failed.at, error: failed.error };
  }
  const isFresh = acceptedAt !== null && now - acceptedAt <= FRESH_MS;
  return { ...method, standing: isFresh ? 'works' : 'untested', since: acceptedAt, error: null };
}

/** What leads to each person: a shift under way, else being paged at any time, else the first shift that begins soon. */
function turnsOf(index: RuleIndex, now: number): ReadonlyMap<string, Turn> {
  const schedules = [...index.schedules.values()];
  const shifts = schedules.flatMap((schedule) => shiftsBetween(schedule, now, now + SOON_MS));
  const always = [...alwaysOf(index, pagedNames(index.rules)), ...opsPeople(index, { now })];
  // What comes later in the list is what counts.
  return new Map<string, Turn>([
    ...shifts.sort((a, b) => b.startsAt - a.startsAt).flatMap(soonTurns),
    ...always.map((person) => [person, { onCall: 'always', startsAt: null }] as const),
    ...schedules
      .flatMap((schedule) => onCallAt(schedule, now))
      .map((person) => [person, { onCall: 'now', startsAt: null }] as const),
  ]);
}

function soonTurns({ people, startsAt }: Shift): readonly (readonly [string, Turn])[] {
  return people.map((person) => [person, { onCall: 'soon', startsAt }]);
}
