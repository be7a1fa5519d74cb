import { z } from 'zod';
import type { Verdict } from '../../../domain/access.js';
import { IncidentState } from '../../../domain/incident.js';
import type { WindowPreview } from '../../../domain/window-preview.js';
import { Instant, isoTime } from './shared-fields.js';
import { WindowResource, windowResource } from './window-resource.js';

const MOST_SHOWN = 200;

export const PreviewResource = z
  .object({
    summary: z.string(),
    services: z.array(z.string()),
    dependents: z.array(z.string()).meta({
      description: 'Services that depend on these (`dependsOn`): held while one of these has an open incident.',
    }),
    checkCount: z.number(),
    checks: z
      .array(
        z.object({
          source: z.string(),
          host: z.string().nullable(),
          check: z.string().nullable(),
          failing: z.boolean(),
        }),
      )
      .meta({ description: `Covered checks that failed within the last 30 days, at most ${MOST_SHOWN}.` }),
    incidentCount: z.number(),
    incidents: z.array(z.object({ id: z.string(), number: z.number(), state: IncidentState, title: z.string() })),
    people: z.array(z.string()).meta({ description: 'Who would not be paged (or by email only).' }),
    shifts: z.array(
      z.object({ schedule: z.string(), people: z.array(z.string()), startsAt: Instant, endsAt: Instant }),
    ),
    overlaps: z.array(WindowResource),
    warnings: z.array(z.object({ code: z.enum(['everything', 'negated', 'most-services']), text: z.string() })),
    confirmation: z
      .string()
      .nullable()
      .meta({ description: 'To be sent as `confirm` by who means it; null: nothing needs to be confirmed.' }),
    refused: z.string().nullable().meta({ description: 'Why the caller may not open it; null: they may.' }),
  })
  .meta({ id: 'MaintenanceWindowPreview' });

export function previewResource(seen: WindowPreview, verdict: Verdict, now: number): z.input<typeof PreviewResource> {
  const { summary, services, dependents, people, warnings, confirmation, checks, incidents, shifts, overlaps } = seen;
  return {
    ...{
      summary,
      confirmation,
      services: [...services],
      dependents: [...dependents],
      people: [...people],
      warnings: [...warnings],
    },
    checkCount: checks.length,
    checks: checks.slice(0, MOST_SHOWN).map(({ source, host, check, failing }) => ({ source, host, check, failing })),
    incidentCount: incidents.length,
    incidents: incidents.slice(0, MOST_SHOWN).map(({ id, number, state, title }) => ({ id, number, state, title })),
    shifts: shifts.map((shift) => ({
      schedule: shift.schedule,
      people: [...shift.people],
      startsAt: isoTime(shift.startsAt),
      endsAt: isoTime(shift.endsAt),
    })),
    overlaps: overlaps.map((window) => windowResource(window, now)),
    refused: verdict.kind === 'refused' ? verdict.text : null,
  };
}
