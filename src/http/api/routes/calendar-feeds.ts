import { z } from 'zod';
import type { CalendarFeed } from '../../../domain/calendar-feed.js';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { notFound } from '../api-error.js';
import { FeedResource, feedResource } from '../resources/feed-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'On call';

const add = defineRoute({
  method: 'post',
  path: '/calendar-feeds',
  operationId: 'addCalendarFeed',
  tag,
  summary: 'Make a secret address of a calendar with the shifts of a person or a schedule',
  action: 'calendar-feeds.create',
  on: (_ports, { body }) => ({ id: body.of, person: body.of }),
  params: Nothing,
  query: Nothing,
  body: z
    .strictObject({
      of: z.string().min(1).max(100).meta({ description: 'A person or a schedule.' }),
      by: ActionBody.shape.by,
    })
    .meta({ id: 'CalendarFeedRequest' }),
  response: FeedResource.extend({
    url: z.url().meta({ description: 'Told this once: whoever has it can read the calendar.' }),
  }).meta({ id: 'NewCalendarFeed' }),
  status: 201,
  refusals: [404],
  async run({ operations, rules, feedUrl }, { body, caller }) {
    const { value } = settled(await operations.addFeed(body.of, actorOf(rules, body.by, caller)));
    return { ...feedResource(value.feed), url: feedUrl(value.token) };
  },
});

const list = defineRoute({
  method: 'get',
  path: '/calendar-feeds',
  operationId: 'listCalendarFeeds',
  tag,
  summary: 'Calendar addresses, the newest first, without their secrets',
  action: 'calendar-feeds.read',
  params: Nothing,
  query: z.strictObject(listQuery),
  body: Nothing,
  response: listOf(FeedResource),
  async run({ operations }, { query }) {
    const { items, nextCursor } = await operations.listFeeds(query.limit, query.cursor);
    return { items: items.map((feed: CalendarFeed) => feedResource(feed)), nextCursor };
  },
});

const revoke = defineRoute({
  method: 'delete',
  path: '/calendar-feeds/:id',
  operationId: 'revokeCalendarFeed',
  tag,
  summary: 'Revoke a calendar address: it answers 404 from now on',
  action: 'calendar-feeds.revoke',
  async on({ feeds }, { params }) {
    const feed = await feeds.read(params.id);
    if (feed === null) throw notFound(`no calendar address ${params.id}`);
    return {
      id: `a calendar address of ${feed.of.name}`,
      person: feed.of.kind === 'person' ? feed.of.name : feed.createdBy,
    };
  },
  params: z.strictObject({ id: z.string() }),
  query: ActionBody.pick({ by: true }),
  body: Nothing,
  response: FeedResource,
  refusals: [404],
  async run({ operations, rules }, { params, query, caller }) {
    const { value, unchanged } = settled(await operations.revokeFeed(params.id, actorOf(rules, query.by, caller)));
    return { ...feedResource(value), ...unchangedField(unchanged) };
  },
});

export const calendarFeedRoutes = [add, list, revoke];
