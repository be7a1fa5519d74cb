import { z } from 'zod';
import { Matcher } from '../../../domain/matcher.js';
import type { RecurringRecord } from '../../../domain/recurring-record.js';
import type { RecurringWindow } from '../../../domain/rules.js';
import { nextOccurrences, occurrenceId } from '../../../pipeline/suppress/recurring.js';
import { weekdayWords } from '../recurring-request.js';
import { Instant, isoTime } from './shared-fields.js';

const SHOWN_OCCURRENCES = 10;

export const RecurringResource = z
  .object({
    id: z.string().meta({ description: 'Of the rules: its name there.' }),
    origin: z.enum(['api', 'rules']),
    services: z.array(z.string()),
    match: z.array(Matcher),
    weekdays: z.array(z.string()).meta({ description: 'None where `rrule` says the days.' }),
    rrule: z.string().nullable(),
    startsOn: z.string().nullable().meta({ description: 'The day from which the `rrule` counts.' }),
    at: z.string(),
    timezone: z.string(),
    lengthSeconds: z.number(),
    reason: z.string(),
    createdBy: z.string(),
    endedBy: z.string().nullable(),
    next: z
      .array(
        z.object({
          id: z.string(),
          startsAt: Instant,
          endsAt: Instant,
          calledOffBy: z.string().nullable().meta({ description: 'Set: it does not take place.' }),
        }),
      )
      .meta({ description: 'The next ten; each may be called off, or ended, as a window of that id.' }),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'RecurringWindow' });

export const RecurringListResource = z.object({ items: z.array(RecurringResource) });

/** Id of an occurrence → who has called it off. */
type CalledOff = ReadonlyMap<string, string>;

/** One of the rules, which is changed there. */
export function ruleResource(
  window: RecurringWindow,
  now: number,
  calledOff: CalledOff,
): z.input<typeof RecurringResource> {
  return { ...shared(window, now, calledOff), id: window.name, origin: 'rules', createdBy: 'rules', endedBy: null };
}

export function recordResource(
  record: RecurringRecord,
  now: number,
  calledOff: CalledOff = new Map(),
): z.input<typeof RecurringResource> {
  const { id, createdBy, endedBy } = record;
  const window = shared({ ...record, name: id }, now, calledOff);
  return { ...window, ...{ id, createdBy, endedBy, origin: 'api' }, next: endedBy === null ? window.next : [] };
}

function shared(window: RecurringWindow, now: number, calledOff: CalledOff) {
  const { services, match, weekdays, recurrence, atMinutes, timezone, lengthSeconds, reason } = window;
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    ...{ timezone, lengthSeconds, reason, services: [...services], match: [...match] },
    weekdays: weekdayWords(weekdays),
    rrule: recurrence?.rrule ?? null,
    startsOn: recurrence?.startsOn ?? null,
    at: `${two(Math.floor(atMinutes / 60))}:${two(atMinutes % 60)}`,
    next: nextOccurrences(window, now, SHOWN_OCCURRENCES).map(({ startsAt, endsAt }) => {
      const id = occurrenceId(window.name, startsAt);
      const calledOffBy = calledOff.get(id) ?? null;
      return { id, startsAt: isoTime(startsAt), endsAt: isoTime(endsAt), calledOffBy };
    }),
  };
}
