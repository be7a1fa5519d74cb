import { z } from 'zod';
import { ActionBody, actorOf, settled } from '../act.js';
import {
  PersonResource,
  personResource,
  RulesResource,
  rulesResource,
  ServiceResource,
  serviceResource,
} from '../resources/rules-resource.js';
import { listOf } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'Rules and people';

const state = defineRoute({
  method: 'get',
  path: '/rules',
  operationId: 'showRules',
  tag,
  summary: 'Which rules are in force, and what is wrong with the files',
  action: 'rules.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: RulesResource,
  async run({ rules }) {
    return rulesResource(rules.state(), rules.rules());
  },
});

const people = defineRoute({
  method: 'get',
  path: '/people',
  operationId: 'listPeople',
  tag,
  summary: 'Who can be paged',
  action: 'rules.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: listOf(PersonResource),
  async run(ports) {
    const rules = ports.rules.rules();
    return { items: [...rules.people.values()].map((person) => personResource(person, rules)), nextCursor: null };
  },
});

const services = defineRoute({
  method: 'get',
  path: '/services',
  operationId: 'listServices',
  tag,
  summary: 'What people own and subscribe to',
  action: 'rules.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: listOf(ServiceResource),
  async run({ rules }) {
    return { items: [...rules.rules().services.values()].map(serviceResource), nextCursor: null };
  },
});

const testPage = defineRoute({
  method: 'post',
  path: '/people/:name/test-page',
  operationId: 'pageTest',
  tag,
  summary: 'Send a test page to every contact method of a person',
  action: 'pages.test',
  on: (_ports, { params }) => ({ id: params.name, person: params.name }),
  params: z.strictObject({ name: z.string() }),
  query: Nothing,
  body: ActionBody.pick({ by: true }),
  response: z.strictObject({ pageId: z.string(), methods: z.number().int() }).meta({ id: 'TestPage' }),
  status: 202,
  creates: true,
  refusals: [404, 409],
  async run({ operations, rules }, { params, body, caller }) {
    const { value } = settled(await operations.pageTest(params.name, actorOf(rules, body.by, caller)));
    return { pageId: value.pageId, methods: value.methods };
  },
});

export const rulesRoutes = [state, people, services, testPage];
