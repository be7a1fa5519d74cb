import { z } from 'zod';
import type { Belonging } from '../../../domain/access.js';
import { SCOPE_FORMS } from '../../../pipeline/access/scopes.js';
import { settled, unchangedField } from '../act.js';
import { invalid, notFound } from '../api-error.js';
import {
  MadeTokenResource,
  MeResource,
  meResource,
  TokenResource,
  tokenResource,
} from '../resources/access-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { type ApiPorts, defineRoute, Nothing } from '../route.js';
import { tokenFaults, tokenLife } from '../token-request.js';

const tag = 'Access';
const TokenId = z.strictObject({ id: z.string() });

const me = defineRoute({
  method: 'get',
  path: '/me',
  operationId: 'showMe',
  tag,
  summary: 'Whom the token stands for, and what it is good for',
  action: 'self.read',
  params: Nothing,
  query: Nothing,
  body: Nothing,
  response: MeResource,
  async run({ rules }, { caller }) {
    return meResource(caller.principal, rules.rules());
  },
});

const create = defineRoute({
  method: 'post',
  path: '/tokens',
  operationId: 'createToken',
  tag,
  summary: 'Make a token: for yourself, or (admins) for another person or a robot; its text is shown this once',
  action: 'tokens.create',
  on: (_ports, { body, caller }): Belonging => {
    if (body.robot === true) return { id: `the robot ${body.name}`, person: null };
    const person = body.person ?? caller.principal.name;
    return { id: person, person };
  },
  params: Nothing,
  query: Nothing,
  body: z
    .strictObject({
      name: z.string().min(1, 'say what it is for').max(100),
      person: z.string().optional().meta({ description: 'Whose it will be; absent: who asks.' }),
      robot: z.boolean().optional().meta({ description: 'Nobody’s token: it may do what its scopes name.' }),
      scopes: z
        .array(z.string())
        .min(1)
        .max(100)
        .optional()
        .meta({ description: `Any of: ${SCOPE_FORMS}.` }),
      expiresIn: tokenLife
        .default(90 * 86_400)
        .meta({ description: 'Such as `90d`, which is the default; at most `366d`.' }),
    })
    .meta({ id: 'TokenRequest' }),
  response: MadeTokenResource,
  status: 201,
  async run({ access, rules, clock }, { body, caller }) {
    const person = body.robot === true ? null : (body.person ?? caller.principal.name);
    const faults = tokenFaults(body, person, rules.rules());
    if (faults.length > 0) throw invalid(faults);
    const request = { name: body.name, person, scopes: body.scopes ?? null, lifeSeconds: body.expiresIn };
    const { token, text } = await access.tokens.create(request, caller);
    return { ...tokenResource(token, clock.now()), token: text };
  },
});

const list = defineRoute({
  method: 'get',
  path: '/tokens',
  operationId: 'listTokens',
  tag,
  summary: 'Tokens, the newest first: your own, or (admins) those of a person or of everybody',
  action: 'tokens.read',
  on: (_ports, { query, caller }) => whose(query.person ?? (query.all === 'true' ? null : caller.principal.name)),
  params: Nothing,
  query: z.strictObject({
    person: z.string().optional().meta({ description: 'Absent: who asks.' }),
    all: z.enum(['true']).optional().meta({ description: 'Of everybody, robots too.' }),
    ...listQuery,
  }),
  body: Nothing,
  response: listOf(TokenResource),
  async run({ access, clock }, { query, caller }) {
    const person = query.person ?? (query.all === 'true' ? undefined : caller.principal.name);
    const { items, nextCursor } = await access.tokens.list({ person, limit: query.limit, cursor: query.cursor });
    return { items: items.map((token) => tokenResource(token, clock.now())), nextCursor };
  },
});

const revoke = defineRoute({
  method: 'post',
  path: '/tokens/:id/revoke',
  operationId: 'revokeToken',
  tag,
  summary: 'Make a token worthless, at once and for good',
  action: 'tokens.revoke',
  on: (ports, { params }) => belongingOf(ports, params.id),
  params: TokenId,
  query: Nothing,
  body: Nothing,
  response: TokenResource,
  refusals: [404],
  async run({ access, clock }, { params, caller }) {
    const { value, unchanged } = settled(await access.tokens.revoke(params.id, caller));
    return { ...tokenResource(value, clock.now()), ...unchangedField(unchanged) };
  },
});

export const tokenRoutes = [me, create, list, revoke];

function whose(person: string | null): Belonging {
  return { id: person ?? 'everybody', person };
}

async function belongingOf({ access }: ApiPorts, id: string): Promise<Belonging> {
  const token = await access.tokens.read(id);
  if (token === null) throw notFound(`no token ${id}`);
  return { id: `token ${id}`, person: token.person };
}
