import { z } from 'zod';
import { type MaintenanceWindow, WindowEffect, windowState } from '../../../domain/maintenance-window.js';
import { Matcher } from '../../../domain/matcher.js';
import { Instant, isoTime } from './shared-fields.js';

export const WindowResource = z
  .object({
    id: z.string(),
    state: z.enum(['scheduled', 'active', 'ended']),
    services: z.array(z.string()),
    match: z.array(Matcher),
    startsAt: Instant,
    endsAt: Instant,
    reason: z.string(),
    createdBy: z.string(),
    createdAt: Instant,
    via: z.string(),
    endedBy: z.string().nullable(),
    effect: WindowEffect,
    settle: z
      .object({ since: Instant, quietSeconds: z.number() })
      .nullable()
      .meta({ description: 'The work is done: it ends once nothing it covers has failed for so long.' }),
    overlaps: z
      .array(z.string())
      .optional()
      .meta({ description: 'Of a window just opened: other windows that cover some of it at that time. Each counts.' }),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'MaintenanceWindow' });

export function windowResource(window: MaintenanceWindow, now: number): z.input<typeof WindowResource> {
  const { id, services, match, reason, createdBy, via, endedBy, effect, settle } = window;
  return {
    ...{ id, reason, createdBy, via, endedBy, effect, services: [...services], match: [...match] },
    settle: settle === null ? null : { since: isoTime(settle.since), quietSeconds: settle.quietMs / 1000 },
    state: windowState(window, now),
    startsAt: isoTime(window.startsAt),
    endsAt: isoTime(window.endsAt),
    createdAt: isoTime(window.createdAt),
  };
}
