import { z } from 'zod';
import { Alert } from '../../../domain/alert.js';
import { Channel } from '../../../domain/channel.js';
import type { Explanation } from '../../../domain/explanation.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

const ExplainedAlert = Alert.extend({ at: Instant, receivedAt: Instant, stateSince: Instant.nullable() });

/** Who is paged for an alert on which channel by which rule, and why nobody else; also the shape of `explain --json`. */
export const ExplanationResource = z
  .object({
    alert: ExplainedAlert,
    services: z.array(z.string()),
    incidentKey: z.string(),
    suppressed: z.object({ reason: z.string(), id: z.string().nullable(), until: Instant.nullable() }).nullable(),
    steps: z.array(
      z.object({
        step: z.number().int(),
        afterSeconds: z.number(),
        people: z.array(
          z.object({
            person: z.string(),
            notifications: z.array(z.object({ via: Channel, afterSeconds: z.number() })),
            because: z.array(z.string()),
          }),
        ),
      }),
    ),
    notPaged: z.array(z.object({ person: z.string(), because: z.array(z.string()) })),
  })
  .meta({ id: 'Explanation' });

export function explanationResource(explanation: Explanation): z.input<typeof ExplanationResource> {
  const { alert, services, incidentKey, suppressed, steps, notPaged } = explanation;
  return {
    alert: {
      ...alert,
      at: isoTime(alert.at),
      receivedAt: isoTime(alert.receivedAt),
      stateSince: isoTimeOrNull(alert.stateSince),
    },
    services: [...services],
    incidentKey,
    suppressed,
    steps: steps.map(({ step, afterSeconds, people }) => ({
      step,
      afterSeconds,
      people: people.map(({ person, notifications, because }) => ({
        person,
        notifications: notifications.map(({ via, afterSeconds: after }) => ({ via, afterSeconds: after })),
        because: [...because],
      })),
    })),
    notPaged: notPaged.map(({ person, because }) => ({ person, because: [...because] })),
  };
}
