import { z } from 'zod';
import { isEmailAddress, readPhoneNumber } from '../../../domain/added-method.js';
import { Channel } from '../../../domain/channel.js';
import type { ActionResult } from '../../../engine/use-cases.js';
import { ActionBody, actorOf, settled } from '../act.js';
import { invalid, notFound, tooOften } from '../api-error.js';
import { addedMethodResource, ContactMethodResource, contactMethods } from '../resources/contact-method-resource.js';
import { Instant, isoTime, listOf } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'People';
const Name = z.strictObject({ name: z.string().max(100).meta({ description: 'A person of the rules.' }) });
const NameAndId = Name.extend({ id: z.string().max(100) });

const list = defineRoute({
  method: 'get',
  path: '/people/:name/contact-methods',
  operationId: 'listContactMethods',
  tag,
  summary: 'By what a person is reached: contact methods of the rules, and those that were added',
  action: 'rules.read',
  params: Name,
  query: Nothing,
  body: Nothing,
  response: listOf(ContactMethodResource),
  refusals: [404],
  async run({ access, rules }, { params }) {
    const person = rules.rules().people.get(params.name);
    if (person === undefined) throw notFound(`no person ${params.name}`);
    return { items: contactMethods(person, await access.methods.list(person.name)), nextCursor: null };
  },
});

const begin = defineRoute({
  method: 'post',
  path: '/people/:name/contact-methods',
  operationId: 'beginContactMethod',
  tag,
  summary: 'Send a code to a new phone or mailbox; nothing is added until it is confirmed, within 15 minutes',
  action: 'contact-methods.add',
  on: (_ports, { params }) => ({ id: `a contact method of ${params.name}`, person: params.name }),
  params: Name,
  query: Nothing,
  body: z
    .strictObject({
      channel: Channel,
      to: z.string().min(1).max(320).meta({ description: 'A number in the form +12025550143, or a mail address.' }),
      first: z.boolean().default(false).meta({ description: 'Call it ahead of those in the rules.' }),
      by: ActionBody.shape.by,
    })
    .meta({ id: 'NewContactMethod' }),
  response: z.object({ id: z.string(), expiresAt: Instant }).meta({ id: 'PendingContactMethod' }),
  status: 202,
  refusals: [404, 409, 429],
  async run({ access, rules }, { params, body, caller }) {
    const to = addressOf(body);
    const request = { person: params.name, channel: body.channel, to, first: body.first };
    const { value } = unlimited(await access.methods.begin(request, actorOf(rules, body.by, caller)));
    return { id: value.id, expiresAt: isoTime(value.expiresAt) };
  },
});

const confirm = defineRoute({
  method: 'post',
  path: '/people/:name/contact-methods/:id/confirm',
  operationId: 'confirmContactMethod',
  tag,
  summary: 'The code that came: from now on pages go there too; it works once and bears five attempts',
  action: 'contact-methods.add',
  on: (_ports, { params }) => ({ id: `a contact method of ${params.name}`, person: params.name }),
  params: NameAndId,
  query: Nothing,
  body: z
    .strictObject({
      code: z.string().regex(/^\d{6,10}$/, 'expected the digits of the message'),
      by: ActionBody.shape.by,
    })
    .meta({ id: 'ContactMethodCode' }),
  response: ContactMethodResource,
  status: 201,
  refusals: [404, 409, 429],
  async run({ access, rules }, { params, body, caller }) {
    const request = { person: params.name, id: params.id, code: body.code };
    const { value } = unlimited(await access.methods.confirm(request, actorOf(rules, body.by, caller)));
    return addedMethodResource(value);
  },
});

const remove = defineRoute({
  method: 'delete',
  path: '/people/:name/contact-methods/:id',
  operationId: 'removeContactMethod',
  tag,
  summary: 'Take away a contact method that was added; those of the rules files are changed there',
  action: 'contact-methods.remove',
  on: (_ports, { params }) => ({ id: `a contact method of ${params.name}`, person: params.name }),
  params: NameAndId,
  query: ActionBody.pick({ by: true }),
  body: Nothing,
  response: ContactMethodResource,
  refusals: [404],
  async run({ access, rules }, { params, query, caller }) {
    const request = { person: params.name, id: params.id };
    return addedMethodResource(settled(await access.methods.remove(request, actorOf(rules, query.by, caller))).value);
  },
});

export const contactMethodRoutes = [list, begin, confirm, remove];

function addressOf({ channel, to }: { readonly channel: Channel; readonly to: string }): string {
  if (channel === 'email') {
    if (isEmailAddress(to)) return to;
    throw invalid([{ path: 'to', message: 'expected an email address such as roan@example.org' }]);
  }
  const number = readPhoneNumber(to);
  if (number === null) throw invalid([{ path: 'to', message: 'expected a number in the form +12025550143 (E.164)' }]);
  return number;
}

function unlimited<T>(result: ActionResult<T> | { readonly kind: 'limited'; readonly retryAfterSeconds: number }) {
  if (result.kind === 'limited') throw tooOften(result.retryAfterSeconds);
  return settled(result);
}
