import { z } from 'zod';
import { Channel, maskAddress } from '../../../domain/channel.js';
import type { Readiness } from '../../../domain/reached-method.js';
import { isAtRisk } from '../../../pipeline/explain/readiness.js';
import { Instant, isoTimeOrNull } from './shared-fields.js';

const MethodResource = z
  .object({
    channel: Channel,
    to: z.string().meta({ description: 'Masked.' }),
    standing: z.enum(['works', 'untested', 'failed', 'opted-out']).meta({
      description:
        '`works`: a provider took a message to it within 30 days; `untested`: none that long, or ever; `failed`: the last message did; ' +
        '`opted-out`: STOP came from the phone.',
    }),
    since: Instant.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'JudgedContactMethod' });

/** Whether a person can be paged. */
export const ReadinessResource = z
  .object({
    person: z.string(),
    onCall: z.enum(['now', 'soon', 'always', 'no']).meta({
      description: '`soon`: a shift begins within a week; `always`: paged at any time; `no`: by nothing in this week.',
    }),
    startsAt: Instant.nullable().meta({ description: 'When the next shift begins; null unless `soon`.' }),
    verdict: z.enum(['ready', 'untested', 'unreachable']),
    atRisk: z.boolean().meta({ description: 'On call now or within a week, and not known to be reachable.' }),
    methods: z.array(MethodResource),
  })
  .meta({ id: 'Readiness', description: 'Whether a person can be paged, judged without sending anything.' });

export function readinessResource(readiness: Readiness): z.input<typeof ReadinessResource> {
  const { person, onCall, startsAt, verdict, methods } = readiness;
  return {
    person,
    onCall,
    startsAt: isoTimeOrNull(startsAt),
    verdict,
    atRisk: isAtRisk(readiness),
    methods: methods.map(({ channel, to, standing, since, error }) => {
      return { channel, to: maskAddress(to), standing, since: isoTimeOrNull(since), error };
    }),
  };
}
