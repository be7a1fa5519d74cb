import type { Rotation, Schedule } from '../../domain/schedule.js';
import type { Entries, Known } from './entries.js';
import type { ScheduleEntry } from './schema/schedules.js';

/** A schedule of the files, defaults filled in. */
export function buildSchedule({ name, origin }: Known, entry: ScheduleEntry, entries: Entries): Schedule {
  return {
    name,
    origin,
    timezone: zoneOf(entry, entries, 0),
    rotations: (entry.rotations ?? []).map(buildRotation),
    follows: entry.follows ?? null,
  };
}

function buildRotation(entry: NonNullable<ScheduleEntry['rotations']>[number]): Rotation {
  return {
    members: entry.members,
    every: entry.every,
    startsAt: entry.startsAt,
    endsAt: entry.endsAt ?? null,
    hours: entry.hours === undefined || entry.hours === 'always' ? null : entry.hours,
  };
}

/** That of the schedule ahead; circles are refused elsewhere. */
function zoneOf(entry: ScheduleEntry, entries: Entries, depth: number): string {
  const ahead = entries.schedules.entries.get(entry.follows ?? '');
  if (ahead === undefined || depth > entries.schedules.entries.size) return entry.timezone ?? 'UTC';
  return zoneOf(ahead.value, entries, depth + 1);
}
