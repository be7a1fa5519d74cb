import type { Page } from '../../domain/page.js';
import type { Person } from '../../domain/rules.js';
import type { Shift } from '../../domain/schedule.js';
import type { ShiftRecord } from '../../domain/shift-record.js';
import { renderShift } from '../../pipeline/deliver/render-shift.js';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import { type ShiftNotice, shiftNotices } from '../../pipeline/schedule/shift-notices.js';
import { shiftsBetween } from '../../pipeline/schedule/shifts.js';
import type { EngineDeps } from '../engine-deps.js';

const DAY_MS = 86_400_000;
const aheadMs = 28 * DAY_MS;
/** At the latest then the shifts are looked at again, so that what was foreseen reaches far enough. */
const againMs = 7 * DAY_MS;
/** Another process has newer rules than this one: it is asked to look. Should it be gone, this one looks after an hour. */
const yieldMs = 60_000;
const longestYieldMs = 3_600_000;

/** What a look at a schedule left behind. */
export interface ShiftLook {
  /** Contact methods with mails due now. */
  readonly dueMethods: readonly string[];
  /** When to look again, UTC ms; null: never, the rules have no such schedule any more. */
  readonly lookAt: number | null;
}

/**
 * Tells the people of a schedule by mail what has changed since the last look: a shift of theirs began, ended, or was moved.
 * The pages have ids by the revision that was compared with, and are planned before the next one is written: however often
 * and by how many processes it is looked, nobody is told twice.
 */
export async function tellShifts(deps: EngineDeps, name: string): Promise<ShiftLook> {
  const before = await deps.ledger.shifts.read(name);
  const now = deps.clock.now();
  if (before !== null && isNewer(before, deps, now)) return { dueMethods: [], lookAt: now + yieldMs };
  const look = lookAt(deps, name, now);
  const dueMethods = await planMails(deps, look, before);
  await deps.ledger.shifts.write(recordOf(look, before?.rev ?? 0));
  return { dueMethods, lookAt: nextLook(look) };
}

/** A schedule as it is seen in one look; without shifts where the rules have no such schedule any more. */
interface Look {
  readonly schedule: string;
  readonly isKnown: boolean;
  readonly now: number;
  readonly horizon: number;
  readonly shifts: readonly Shift[];
  readonly rulesHash: string;
  readonly rulesLoadedAt: number;
}

function lookAt(deps: EngineDeps, name: string, now: number): Look {
  const { schedules, rules } = deps.index();
  const schedule = schedules.get(name);
  const horizon = now + aheadMs;
  return {
    schedule: name,
    isKnown: schedule !== undefined,
    now,
    horizon,
    shifts: schedule === undefined ? [] : shiftsBetween(schedule, now, horizon),
    rulesHash: rules.hash,
    rulesLoadedAt: deps.rulesLoadedAt(),
  };
}

async function planMails(deps: EngineDeps, look: Look, before: ShiftRecord | null): Promise<readonly string[]> {
  const { people } = deps.index().rules;
  const dueMethods: string[] = [];
  for (const notice of shiftNotices(before, look.shifts, look.now)) {
    const person = people.get(notice.person);
    if (person === undefined || !person.shiftMails || person.email.length === 0) continue;
    const page = shiftPage(look, { notice, person, rev: before?.rev ?? 0 });
    dueMethods.push(...(await deps.ledger.planPage(page, look.now)));
  }
  return dueMethods;
}

function recordOf({ schedule, now, horizon, shifts, rulesHash, rulesLoadedAt }: Look, rev: number): ShiftRecord {
  const kept = shifts.map(({ people, startsAt, endsAt }) => ({ people: [...people], startsAt, endsAt }));
  return { v: 1, rev, schedule, lookedAt: now, horizon, shifts: kept, rulesHash, rulesLoadedAt };
}

/** At the next change of hands. */
function nextLook({ isKnown, shifts: [first, second], now }: Look): number | null {
  if (!isKnown) return null;
  return second === undefined ? now + againMs : Math.min(first?.endsAt ?? now, now + againMs);
}

/** Written by a process whose rules came into force later than those of this one: their shifts are the right ones. */
function isNewer(before: ShiftRecord, deps: EngineDeps, now: number): boolean {
  const isOther = before.rulesHash !== deps.index().rules.hash && before.rulesLoadedAt > deps.rulesLoadedAt();
  return isOther && now - before.lookedAt < longestYieldMs;
}

interface Occasion {
  readonly notice: ShiftNotice;
  readonly person: Person;
  /** Of the record that was compared with. */
  readonly rev: number;
}

function shiftPage({ schedule, shifts, horizon, now }: Look, { notice, person, rev }: Occasion): Page {
  const others = (shifts[0]?.people ?? []).filter((one) => one !== notice.person);
  const [first, ...fallbacks] = person.email.map((to) => ({ channel: 'email' as const, to }));
  const calls = first === undefined ? [] : [{ ...first, afterSeconds: 0 }];
  return planTelling({
    identity: ['shift', schedule, rev, notice.kind, notice.person],
    person: notice.person,
    reason: 'shift',
    plan: { calls, fallbacks },
    because: [],
    text: renderShift({ schedule, notice, timezone: person.timezone, horizon, others }),
    now,
  });
}
