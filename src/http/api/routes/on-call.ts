import { z } from 'zod';
import { didYouMean } from '../../../domain/nearest-name.js';
import type { Rules } from '../../../domain/rules.js';
import { invalid, notFound } from '../api-error.js';
import { OnCallResource, onCallResource, ScheduleResource, scheduleResource } from '../resources/schedule-resource.js';
import { Instant, listOf } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'On call';
const DAY_MS = 86_400_000;
const MOST_DAYS = 100;
const USUAL_DAYS = 7;
const SpanText = z.union([Instant, z.iso.date()], { error: 'expected an instant or a date such as 2013-04-18' });
const DATES = 'A date is its midnight in the zone of each schedule.';

const onCall = defineRoute({
  method: 'get',
  path: '/oncall',
  operationId: 'showOnCall',
  tag,
  summary: 'Who is on call, until when, and who is next',
  action: 'schedules.read',
  params: Nothing,
  query: z.strictObject({
    of: z.string().min(1).max(100).optional().meta({ description: 'A schedule, group, person or service.' }),
    at: Instant.optional().meta({ description: 'Absent: now.' }),
    from: SpanText.optional().meta({ description: `All shifts from then on; absent: from \`at\`. ${DATES}` }),
    to: SpanText.optional().meta({ description: `… until then: at most ${MOST_DAYS} days; absent: a week. ${DATES}` }),
  }),
  body: Nothing,
  response: OnCallResource,
  refusals: [404],
  async run({ operations, rules, clock }, { query }) {
    const at = query.at === undefined ? clock.now() : Date.parse(query.at);
    const of = query.of ?? null;
    const answer = await operations.onCall({ of, at, span: spanOf(query, at) });
    if (answer === null) throw notFound(`the rules know no "${of}"${suggestion(rules.rules(), of ?? '')}`);
    return onCallResource(answer, { at, of });
  },
});

const schedules = defineRoute({
  method: 'get',
  path: '/schedules',
  operationId: 'listSchedules',
  tag,
  summary: 'The schedules of the rules, and who is on call in them now',
  action: 'schedules.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: listOf(ScheduleResource),
  async run({ operations, rules, clock }) {
    const answer = await operations.onCall({ of: null, at: clock.now(), span: null });
    const known = rules.rules().schedules;
    const items = (answer?.schedules ?? []).flatMap((duty) => {
      const schedule = known.get(duty.schedule);
      return schedule === undefined ? [] : [scheduleResource(schedule, duty)];
    });
    return { items, nextCursor: null };
  },
});

function spanOf({ from, to }: { from?: string | undefined; to?: string | undefined }, at: number) {
  if (from === undefined && to === undefined) return null;
  const start = from === undefined ? at : Date.parse(from);
  const end = to === undefined ? start + USUAL_DAYS * DAY_MS : Date.parse(to);
  if (end <= start) throw invalid([{ path: 'to', message: 'the end lies before the start' }]);
  if (end - start > MOST_DAYS * DAY_MS) {
    throw invalid([{ path: 'to', message: `at most ${MOST_DAYS} days are shown at once` }]);
  }
  return { from: spanEnd(from, start), to: spanEnd(to ?? from, end) };
}

/** A date stays one: its midnight is another instant in each zone. */
function spanEnd(text: string | undefined, at: number): number | string {
  return text !== undefined && !text.includes('T') ? new Date(at).toISOString().slice(0, 10) : at;
}

function suggestion({ people, groups, schedules: known, services }: Rules, of: string): string {
  return didYouMean(
    of,
    [known, groups, people, services].flatMap((section) => [...section.keys()]),
  );
}

export const onCallRoutes = [onCall, schedules];
