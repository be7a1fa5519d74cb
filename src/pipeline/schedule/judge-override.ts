import type { Override, Shift } from '../../domain/schedule.js';
import type { CompiledSchedule } from './compile-schedules.js';
import { formatInZone } from './describe-duty.js';
import { shiftsBetween } from './shifts.js';

/** What is to be said about an override before it is written. */
export interface OverrideJudgement {
  /** It would leave nobody on call where somebody is now; null: it would not. */
  readonly gap: string | null;
  /** It changes nothing as the shifts are now, and why; null: it does. */
  readonly note: string | null;
}

/** Compares a schedule with and without an override, in its time. */
export function judgeOverride(
  before: CompiledSchedule,
  after: CompiledSchedule,
  { startsAt, endsAt, replaces }: Override,
): OverrideJudgement {
  const shiftsBefore = shiftsBetween(before, startsAt, endsAt);
  const shiftsAfter = shiftsBetween(after, startsAt, endsAt);
  const gap = shiftsAfter.find((shift) => shift.people.length === 0 && isManned(shiftsBefore, shift));
  const isSame = JSON.stringify(shiftsBefore) === JSON.stringify(shiftsAfter);
  return {
    gap: gap === undefined ? null : gapText(after, gap),
    note: isSame ? `this changes nothing${replaces === null ? '' : `: ${replaces} is not on call then`}` : null,
  };
}

function isManned(shifts: readonly Shift[], gap: Shift): boolean {
  return shifts.some((shift) => shift.people.length > 0 && shift.startsAt < gap.endsAt && gap.startsAt < shift.endsAt);
}

function gapText({ schedule: { name, timezone } }: CompiledSchedule, { startsAt, endsAt }: Shift): string {
  const [from, to] = [formatInZone(timezone, startsAt), formatInZone(timezone, endsAt)];
  return `nobody would be on call in ${name} from ${from} to ${to}; replace the person instead, or allow the gap`;
}
