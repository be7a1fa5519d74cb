import { z } from 'zod';
import { Channel } from '../../../domain/channel.js';
import { ApiError, tooOften } from '../api-error.js';
import { MadeTokenResource, tokenResource } from '../resources/access-resource.js';
import { Instant, isoTime } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';
import { tokenLife } from '../token-request.js';

const tag = 'Signing in';

const start = defineRoute({
  method: 'post',
  path: '/logins',
  operationId: 'startLogin',
  tag,
  summary: 'Send a code to your own phone or mailbox; the answer is the same for people whom nobody knows',
  action: 'public',
  params: Nothing,
  query: Nothing,
  body: z
    .strictObject({
      person: z.string().min(1).max(200).meta({ description: 'Name in the rules, or mail address.' }),
      by: Channel.optional().meta({ description: 'Absent: as you want urgent pages.' }),
    })
    .meta({ id: 'LoginRequest' }),
  response: z.object({ id: z.string(), expiresAt: Instant }).meta({ id: 'Login' }),
  status: 202,
  refusals: [429],
  async run({ access }, { body, caller }) {
    const started = await access.logins.start(body, caller);
    if (started.kind === 'limited') throw tooOften(started.retryAfterSeconds);
    return { id: started.id, expiresAt: isoTime(started.expiresAt) };
  },
});

const confirm = defineRoute({
  method: 'post',
  path: '/logins/:id/confirm',
  operationId: 'confirmLogin',
  tag,
  summary: 'Exchange the code for a token of your own; it works once, for ten minutes, and bears five attempts',
  action: 'public',
  params: z.strictObject({ id: z.string().max(100) }),
  query: Nothing,
  body: z
    .strictObject({
      code: z.string().regex(/^\d{6,10}$/, 'expected the digits of the message'),
      name: z.string().min(1).max(100).default('login').meta({ description: 'What the token is called.' }),
      expiresIn: tokenLife.default(30 * 86_400).meta({ description: 'Of the token; default `30d`.' }),
    })
    .meta({ id: 'LoginCode' }),
  response: MadeTokenResource,
  status: 201,
  refusals: [429],
  async run({ access, clock }, { params, body, caller }) {
    const { code, name, expiresIn } = body;
    const made = await access.logins.confirm({ id: params.id, code, name, lifeSeconds: expiresIn }, caller);
    if (made === null) throw wrongCode();
    if ('kind' in made) throw tooOften(made.retryAfterSeconds);
    return { ...tokenResource(made.token, clock.now()), token: made.text };
  },
});

export const loginRoutes = [start, confirm];

function wrongCode(): ApiError {
  return new ApiError({
    status: 401,
    code: 'wrong-code',
    title: 'That is not the code',
    detail: 'It is wrong, older than ten minutes, used already, or was tried too often: ask for a new one.',
  });
}
