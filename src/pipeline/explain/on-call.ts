import { Temporal } from 'temporal-polyfill';
import type { Shift } from '../../domain/schedule.js';
import { everMembersOf } from '../route/members-at.js';
import { schedulesOf } from '../route/off-duty.js';
import { policyFor } from '../route/policy.js';
import { namesFor } from '../route/policy-reach.js';
import type { RuleIndex } from '../route/rule-index.js';
import type { CompiledSchedule } from '../schedule/compile-schedules.js';
import { type Duty, dutyAt, shiftsBetween } from '../schedule/shifts.js';

/** UTC ms, or a date (`2013-04-15`): midnight in the zone of each schedule. */
export type SpanEnd = number | string;

/** Who is on call? All instants are UTC ms. */
export interface OnCallQuestion {
  /** A schedule, group, person or service; null: in every schedule. */
  readonly of: string | null;
  readonly at: number;
  /** Also all shifts of a time; null: only now and next. */
  readonly span: { readonly from: SpanEnd; readonly to: SpanEnd } | null;
}

/** Who is on call in one schedule. */
export interface ScheduleDuty extends Duty {
  readonly schedule: string;
  /** IANA zone of the hand-offs. */
  readonly timezone: string;
  /** Gaps are shifts of nobody; null: not asked for. */
  readonly shifts: readonly Shift[] | null;
}

/** The answer, in the order of the rules. */
export interface OnCallAnswer {
  readonly schedules: readonly ScheduleDuty[];
  /** People whom the name stands for at any time. */
  readonly always: readonly string[];
}

/** Who is on call, until when, and who is next; null: the rules know nothing of that name. */
export function explainOnCall(index: RuleIndex, { of, at, span }: OnCallQuestion): OnCallAnswer | null {
  const names = of === null ? [...index.schedules.keys()] : namesOf(index, of);
  if (names === null) return null;
  const wanted = schedulesOf(index, names);
  const schedules = [...index.schedules.values()]
    .filter(({ schedule }) => wanted.has(schedule.name))
    .map((compiled) => ({
      schedule: compiled.schedule.name,
      timezone: compiled.schedule.timezone,
      ...dutyAt(compiled, at),
      shifts: span === null ? null : shiftsIn(compiled, span),
    }));
  return { schedules, always: alwaysOf(index, names) };
}

function shiftsIn(compiled: CompiledSchedule, span: NonNullable<OnCallQuestion['span']>): readonly Shift[] {
  const { timezone } = compiled.schedule;
  return shiftsBetween(compiled, instantOf(span.from, timezone), instantOf(span.to, timezone));
}

function instantOf(end: SpanEnd, timezone: string): number {
  return typeof end === 'number' ? end : Temporal.PlainDate.from(end).toZonedDateTime(timezone).epochMilliseconds;
}

/** Of a person, the schedules that the person takes turns in; of a service, all names that its pages may go to. */
function namesOf(index: RuleIndex, of: string): readonly string[] | null {
  if (index.rules.people.has(of)) {
    return [...index.schedules.keys()].filter((name) => everMembersOf(index, name).includes(of));
  }
  if (index.members.has(of)) return [of];
  if (!index.rules.services.has(of)) return null;
  const policy = policyFor(index, { service: of, audience: 'subscribers' });
  return namesFor(index, { service: of, severity: 'critical', policy });
}

/** People whom these names stand for at any time: themselves, or in a group, but not by a schedule. */
export function alwaysOf(index: RuleIndex, names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const open = (name: string): readonly string[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    if (index.rules.people.has(name)) return [name];
    return (index.rules.groups.get(name)?.members ?? []).flatMap(open);
  };
  return names.flatMap(open);
}
