import { z } from 'zod';
import {
  NotificationResource,
  notificationResource,
  OutboxResource,
  outboxResource,
} from '../resources/notification-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'Messages';

const notifications = defineRoute({
  method: 'get',
  path: '/notifications',
  operationId: 'listNotifications',
  tag,
  summary: 'Messages to people and what became of them, the newest first',
  action: 'messages.read',
  params: Nothing,
  query: z.strictObject({ incident: z.string().optional().meta({ description: 'Id of an incident.' }), ...listQuery }),
  body: Nothing,
  response: listOf(NotificationResource),
  async run({ ledger }, { query }) {
    const { incident, limit, cursor } = query;
    const found = await ledger.listNotifications({ incidentId: incident, limit, cursor });
    return { items: found.items.map(notificationResource), nextCursor: found.nextCursor };
  },
});

const outbox = defineRoute({
  method: 'get',
  path: '/outbox',
  operationId: 'listOutbox',
  tag,
  summary: 'Messages that would have been sent, had a provider been configured, the newest first',
  action: 'outbox.read',
  params: Nothing,
  query: z.strictObject(listQuery),
  body: Nothing,
  response: listOf(OutboxResource),
  async run(ports, { query }) {
    const { items, nextCursor } = await ports.outbox.list(query.limit, query.cursor);
    return { items: items.map(outboxResource), nextCursor };
  },
});

export const notificationRoutes = [notifications, outbox];
