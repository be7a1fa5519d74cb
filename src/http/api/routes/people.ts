import { ReadinessResource, readinessResource } from '../resources/readiness-resource.js';
import { listOf } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const readiness = defineRoute({
  method: 'get',
  path: '/people/readiness',
  operationId: 'showReadiness',
  tag: 'On call',
  summary: 'Who can be paged and who cannot: whoever is on call first, then by the next shift',
  action: 'messages.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: listOf(ReadinessResource),
  async run({ operations }) {
    const people = await operations.readiness();
    return { items: people.map(readinessResource), nextCursor: null };
  },
});

export const peopleRoutes = [readiness];
