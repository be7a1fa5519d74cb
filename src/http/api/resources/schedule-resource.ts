import { z } from 'zod';
import { type Override, OverrideKind, type Rotation, type Schedule, type Shift } from '../../../domain/schedule.js';
import type { OnCallAnswer, ScheduleDuty } from '../../../pipeline/explain/on-call.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

const ShiftResource = z.object({
  people: z.array(z.string()).meta({ description: 'Nobody: a gap.' }),
  startsAt: Instant,
  endsAt: Instant,
});

const dutyFields = {
  timezone: z.string(),
  onCall: z.array(z.string()).meta({ description: 'Who is on call; nobody: a gap.' }),
  until: Instant.nullable().meta({ description: 'When that changes; null: not within a year.' }),
  next: ShiftResource.nullable().meta({ description: 'Who comes after that; null: nobody within a year.' }),
};

export const OnCallResource = z
  .object({
    at: Instant,
    of: z.string().nullable(),
    schedules: z.array(
      z.object({
        schedule: z.string(),
        ...dutyFields,
        shifts: z.array(ShiftResource).optional().meta({ description: 'From `from` to `to`, gaps included.' }),
      }),
    ),
    always: z.array(z.string()).meta({ description: 'People whom `of` stands for at any time.' }),
  })
  .meta({ id: 'OnCall' });

export const ScheduleResource = z
  .object({
    name: z.string(),
    follows: z.string().nullable(),
    rotations: z.array(
      z.object({
        members: z.array(z.string()),
        every: z.string().meta({ description: 'Length of a shift, such as `1w`; `mo` is a month.' }),
        startsAt: Instant,
        endsAt: Instant.nullable(),
        hours: z.string().nullable(),
      }),
    ),
    ...dutyFields,
  })
  .meta({ id: 'Schedule' });

export const OverrideResource = z
  .object({
    id: z.string(),
    state: z.enum(['scheduled', 'active', 'ended']),
    schedule: z.string(),
    kind: OverrideKind,
    person: z.string().nullable().meta({ description: 'Who comes on call.' }),
    replaces: z.string().nullable().meta({ description: 'Who goes off.' }),
    startsAt: Instant,
    endsAt: Instant,
    reason: z.string().nullable(),
    createdBy: z.string(),
    createdAt: Instant,
    via: z.string(),
    removedBy: z.string().nullable(),
    unchanged: z.string().optional().meta({ description: 'Why it changes nothing as the shifts are now.' }),
  })
  .meta({ id: 'Override' });

export function onCallResource(
  answer: OnCallAnswer,
  { at, of }: { readonly at: number; readonly of: string | null },
): z.input<typeof OnCallResource> {
  const schedules = answer.schedules.map((duty) => ({
    schedule: duty.schedule,
    ...dutyResource(duty),
    ...(duty.shifts === null ? {} : { shifts: duty.shifts.map(shiftResource) }),
  }));
  return { at: isoTime(at), of, schedules, always: [...answer.always] };
}

export function scheduleResource(
  { name, follows, rotations }: Schedule,
  duty: ScheduleDuty,
): z.input<typeof ScheduleResource> {
  return { name, follows, rotations: rotations.map(rotationResource), ...dutyResource(duty) };
}

export function overrideResource(override: Override, now: number): z.input<typeof OverrideResource> {
  const { id, schedule, kind, person, replaces, startsAt, endsAt, reason, createdBy, createdAt, via, removedBy } =
    override;
  const begun = now < startsAt ? 'scheduled' : 'active';
  return {
    ...{ id, schedule, kind, person, replaces, reason, createdBy, via, removedBy },
    state: now >= endsAt || removedBy !== null ? 'ended' : begun,
    startsAt: isoTime(startsAt),
    endsAt: isoTime(endsAt),
    createdAt: isoTime(createdAt),
  };
}

function dutyResource({ timezone, people, until, next }: ScheduleDuty) {
  return {
    timezone,
    onCall: [...people],
    until: isoTimeOrNull(until),
    next: next === null ? null : shiftResource(next),
  };
}

function shiftResource({ people, startsAt, endsAt }: Shift): z.input<typeof ShiftResource> {
  return { people: [...people], startsAt: isoTime(startsAt), endsAt: isoTime(endsAt) };
}

const UNITS = { hours: 'h', days: 'd', weeks: 'w', months: 'mo' } as const;

function rotationResource({ members, every, startsAt, endsAt, hours }: Rotation) {
  return {
    members: [...members],
    every: `${every.count}${UNITS[every.unit]}`,
    startsAt: isoTime(startsAt),
    endsAt: isoTimeOrNull(endsAt),
    hours,
  };
}
