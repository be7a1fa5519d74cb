import { z } from 'zod';
import { durationSeconds } from '../values/durations.js';
import { fields, Names, wholeNumber } from '../values/shapes.js';

const Step = fields({ after: durationSeconds.optional(), page: Names });

const Steps = z
  .array(Step)
  .min(1)
  .superRefine((steps, context) => {
    for (const [index, { after }] of steps.entries()) {
      if (index === 0 || after !== undefined) continue;
      const message = 'a step after the first says how long it waits: add `after`, such as after: 15m';
      context.addIssue({ code: 'custom', message, path: [index] });
    }
  });

/** One of `escalationPolicies`. */
export const PolicyEntry = fields({
  steps: Steps,
  repeat: wholeNumber({ min: 0, max: 100 }).optional(),
  ackTimeout: durationSeconds.optional(),
  returnsWithin: durationSeconds.optional(),
});
export type PolicyEntry = Readonly<z.infer<typeof PolicyEntry>>;
