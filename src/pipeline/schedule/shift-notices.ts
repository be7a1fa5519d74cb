import type { Shift } from '../../domain/schedule.js';
import type { ShiftRecord } from '../../domain/shift-record.js';

/** A turn of one person, UTC ms. */
export interface Turn {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What one person is to be told of a schedule. */
export interface ShiftNotice {
  readonly person: string;
  /** `moved`: the turns are others than they were, by an edit of the rules or an override. */
  readonly kind: 'begins' | 'ended' | 'moved';
  readonly isOnCall: boolean;
  /** Some turn was foreseen before. */
  readonly wasPlanned: boolean;
  /** The person's turns from now on, as far as is looked. */
  readonly turns: readonly Turn[];
}

/**
 * What has changed for whom between a look and the next: a turn that has begun or ended as it was foreseen, or turns that
 * are no longer those foreseen. Compared as far as both looked, so that time going by moves nobody.
 */
export function shiftNotices(
  before: Pick<ShiftRecord, 'shifts' | 'horizon'> | null,
  shifts: readonly Shift[],
  now: number,
): readonly ShiftNotice[] {
  const old = before?.shifts ?? [];
  const until = Math.min(
    before?.horizon ?? Number.POSITIVE_INFINITY,
    shifts.at(-1)?.endsAt ?? Number.POSITIVE_INFINITY,
  );
  const people = new Set([...old, ...shifts].flatMap((shift) => shift.people));
  return [...people].flatMap((person): readonly ShiftNotice[] => {
    const turns = turnsOf(shifts, person, { from: now, until: Number.POSITIVE_INFINITY });
    const wasOnCall = old[0]?.people.includes(person) ?? false;
    const isOnCall = shifts[0]?.people.includes(person) ?? false;
    const [foreseen, seen] = [old, shifts].map((some) => JSON.stringify(turnsOf(some, person, { from: now, until })));
    const notice = { person, isOnCall, wasPlanned: foreseen !== '[]', turns };
    if (foreseen !== seen) return [{ ...notice, kind: 'moved' }];
    if (wasOnCall === isOnCall) return [];
    return [{ ...notice, kind: isOnCall ? 'begins' : 'ended' }];
  });
}

/** The turns of a person within a stretch of time, neighbors joined. */
function turnsOf(
  shifts: readonly Shift[],
  person: string,
  { from, until }: { readonly from: number; readonly until: number },
): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { people, ...shift } of shifts) {
    const [startsAt, endsAt] = [Math.max(shift.startsAt, from), Math.min(shift.endsAt, until)];
    if (startsAt >= endsAt || !people.includes(person)) continue;
    const last = turns.at(-1);
    if (last?.endsAt === startsAt) turns[turns.length - 1] = { ...last, endsAt };
    else turns.push({ startsAt, endsAt });
  }
  return turns;
}
