import { z } from 'zod';
import { instant } from '../values/instant.js';
import { nameText } from '../values/names.js';
import { rotationLength } from '../values/rotation-length.js';
import { fields, Names } from '../values/shapes.js';
import { timezone } from '../values/week-times.js';

const RotationEntry = fields({
  members: Names,
  every: rotationLength,
  startsAt: instant,
  endsAt: instant.optional(),
  hours: nameText.optional(),
}).superRefine(({ startsAt, endsAt }, context) => {
  if (endsAt === undefined || endsAt > startsAt) return;
  context.addIssue({ code: 'custom', message: 'the rotation ends before it starts', path: ['endsAt'] });
});

/** One of `schedules`: rotations in layers, or one that follows another schedule. */
export const ScheduleEntry = fields({
  timezone: timezone.optional(),
  rotations: z.array(RotationEntry).min(1).optional(),
  follows: nameText.optional(),
}).superRefine((entry, context) => {
  const wrong = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
  if ((entry.rotations === undefined) === (entry.follows === undefined)) {
    wrong('expected either `rotations` (who takes turns) or `follows` (a schedule whose next person it is)');
  }
  if (entry.rotations !== undefined && entry.timezone === undefined) {
    wrong('`timezone` is missing: hand-offs keep their time of day there');
  }
  if (entry.follows !== undefined && entry.timezone !== undefined) {
    wrong('`timezone` has no meaning with `follows`: it is that of the schedule ahead', ['timezone']);
  }
});
export type ScheduleEntry = Readonly<z.infer<typeof ScheduleEntry>>;
