import { z } from 'zod';
import type { AccessRequest } from '../../../domain/access-request.js';
import { settled, unchangedField } from '../act.js';
import { notFound } from '../api-error.js';
import { AccessRequestResource, accessRequestResource } from '../resources/access-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { type ApiPorts, defineRoute, Nothing } from '../route.js';
import { spanOf, WindowBody, windowRequest } from '../window-request.js';

const tag = 'Access requests';
const RequestId = z.strictObject({ id: z.string() });

const ask = defineRoute({
  method: 'post',
  path: '/access-requests',
  operationId: 'askForAccess',
  tag,
  summary: 'Ask those who may for a maintenance window: they get an SMS or a mail with approve and deny',
  action: 'access-requests.create',
  on: ({ rules, clock }, { body }) => spanOf(windowRequest(body, rules.rules(), clock.now()), clock.now()),
  params: Nothing,
  query: Nothing,
  body: WindowBody.meta({
    id: 'AccessRequestBody',
    description: 'The window, as `POST /maintenance-windows` takes it.',
  }),
  response: AccessRequestResource,
  status: 202,
  creates: true,
  refusals: [409],
  async run({ access, rules, clock }, { body, caller }) {
    const span = spanOf(windowRequest(body, rules.rules(), clock.now()), clock.now());
    const { value } = settled(await access.requests.ask({ ...span, reason: body.reason, effect: body.effect }, caller));
    return accessRequestResource(value, clock.now());
  },
});

const list = defineRoute({
  method: 'get',
  path: '/access-requests',
  operationId: 'listAccessRequests',
  tag,
  summary: 'Who asked for which window and what became of it, the newest first',
  action: 'access-requests.read',
  params: Nothing,
  query: z.strictObject(listQuery),
  body: Nothing,
  response: listOf(AccessRequestResource),
  async run({ access, clock }, { query }) {
    const { items, nextCursor } = await access.requests.list(query.limit, query.cursor);
    return { items: items.map((request) => accessRequestResource(request, clock.now())), nextCursor };
  },
});

const show = defineRoute({
  method: 'get',
  path: '/access-requests/:id',
  operationId: 'showAccessRequest',
  tag,
  summary: 'One access request',
  action: 'access-requests.read',
  params: RequestId,
  query: Nothing,
  body: Nothing,
  response: AccessRequestResource,
  refusals: [404],
  async run(ports, { params }) {
    return accessRequestResource(await found(ports, params.id), ports.clock.now());
  },
});

const approve = deciding('approve', 'approveAccessRequest', 'Open the window as asked, for who asked');
const deny = deciding('deny', 'denyAccessRequest', 'Open nothing; who asked is told');

export const accessRequestRoutes = [ask, list, show, approve, deny];

function deciding(verb: 'approve' | 'deny', operationId: string, summary: string) {
  return defineRoute({
    method: 'post',
    path: `/access-requests/:id/${verb}`,
    operationId,
    tag,
    summary,
    action: 'access-requests.decide',
    on: (ports, { params }) => found(ports, params.id),
    params: RequestId,
    query: Nothing,
    body: Nothing,
    response: AccessRequestResource,
    refusals: [404, 409],
    async run({ access, clock }, { params, caller }) {
      const { value, unchanged } = settled(await access.requests[verb](params.id, caller));
      return { ...accessRequestResource(value, clock.now()), ...unchangedField(unchanged) };
    },
  });
}

async function found({ access }: ApiPorts, id: string): Promise<AccessRequest> {
  const request = await access.requests.read(id);
  if (request === null) throw notFound(`no access request ${id}`);
  return request;
}
