import { Router } from 'express';
import type { Operations } from '../engine/use-cases.js';
import type { CalendarShift } from '../pipeline/schedule/calendar-shifts.js';
import type { Clock } from '../ports.js';
import { type CalendarEvent, renderCalendar } from '../web/icalendar.js';
import { sendProblem } from './problem.js';

export interface CalendarPorts {
  readonly operations: Pick<Operations, 'readFeed'>;
  readonly clock: Clock;
}

/** `/calendar/<token>.ics`: the shifts of a person or a schedule for calendar programs. The address is the secret; GET changes nothing. */
export function createCalendarRouter({ operations, clock }: CalendarPorts): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:file', async (req, res) => {
    const [, token = ''] = /^([0-9a-f-]+)\.ics$/.exec(req.params.file) ?? [];
    const found = await operations.readFeed(token);
    if (found === null) return sendProblem(res, { status: 404, code: 'not-found', title: 'There is no such calendar' });
    const { of, shifts } = found;
    const events = shifts.map((shift) => (of.kind === 'person' ? ownEvent(shift, of.name) : sharedEvent(shift)));
    const text = renderCalendar(`On call: ${of.name}`, events, clock.now());
    res.setHeader('Cache-Control', 'private, max-age=300');
    res.setHeader('Referrer-Policy', 'no-referrer');
    res.type('text/calendar; charset=utf-8').send(text);
  });
  router.all('/:file', (_req, res) => {
    sendProblem(res, {
      status: 405,
      code: 'method-not-allowed',
      title: 'Allowed here: GET, HEAD',
      headers: { Allow: 'GET, HEAD' },
    });
  });
  return router;
}

function ownEvent({ schedule, people, startsAt, endsAt, key }: CalendarShift, person: string): CalendarEvent {
  const others = people.filter((one) => one !== person);
  const description = others.length === 0 ? '' : `With ${others.join(', ')}`;
  return { key: `${key} ${person}`, startsAt, endsAt, summary: `On call: ${schedule}`, description };
}

function sharedEvent({ schedule, people, startsAt, endsAt, key }: CalendarShift): CalendarEvent {
  const isGap = people.length === 0;
  const summary = isGap ? `Nobody on call: ${schedule}` : `${people.join(', ')} (${schedule})`;
  return { key, startsAt, endsAt, summary, description: isGap ? 'A gap: pages go on to the next step.' : '' };
}
