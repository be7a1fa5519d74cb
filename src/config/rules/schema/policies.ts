import { z } from 'zod';
import { durationSeconds } from '../values/durations.js';
import { fields, Names, wholeNumber } from '../values/shapes.js';

const Step = fields({ after: durationSeconds.optional(), page: Names });

/** One of `escalationPolicies`. */
export const PolicyEntry = fields({
  steps: z.array(Step).min(1),
  repeat: wholeNumber({ min: 0, max: 100 }).optional(),
  ackTimeout: durationSeconds.optional(),
}).superRefine(({ steps }, context) => {
  for (const [index, step] of steps.entries()) {
    if (index === 0 || step.after !== undefined) continue;
    const message = 'a step after the first says how long it waits: add `after`, such as after: 15m';
    context.addIssue({ code: 'custom', message, path: ['steps', index] });
  }
});
export type PolicyEntry = Readonly<z.infer<typeof PolicyEntry>>;
