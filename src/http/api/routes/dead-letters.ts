import { z } from 'zod';
import { ActionBody, actorOf, settled, unchangedField } from '../act.js';
import { DeadLetterResource, deadLetterResource } from '../resources/dead-letter-resource.js';
import { listOf, listQuery } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const tag = 'Messages';

const list = defineRoute({
  method: 'get',
  path: '/dead-letters',
  operationId: 'listDeadLetters',
  tag,
  summary: 'Pages that no contact method of the person could carry, the newest first',
  action: 'messages.read',
  params: Nothing,
  query: z.strictObject({
    state: z.enum(['open']).optional().meta({
      description: 'Only those that nobody has retried or forgiven, and whose message has not got through since.',
    }),
    limit: listQuery.limit,
  }),
  body: Nothing,
  response: listOf(DeadLetterResource),
  async run({ ledger }, { query }) {
    const letters = await ledger.listDeadLetters(query.limit);
    const shown = query.state === 'open' ? letters.filter(({ end }) => end === null) : letters;
    return { items: shown.map(deadLetterResource), nextCursor: null };
  },
});

const retry = ending({ verb: 'retry', summary: 'Send the page again, to the contact methods that its person has now' });
const forgive = ending({ verb: 'forgive', summary: 'Nothing is to be done about it any more' });

export const deadLetterRoutes = [list, retry, forgive];

function ending({ verb, summary }: { readonly verb: 'retry' | 'forgive'; readonly summary: string }) {
  return defineRoute({
    method: 'post',
    path: `/dead-letters/:id/${verb}`,
    operationId: `${verb}DeadLetter`,
    tag,
    summary,
    action: `dead-letters.${verb}`,
    params: z.strictObject({ id: z.string().max(200) }),
    query: Nothing,
    body: ActionBody,
    response: DeadLetterResource,
    refusals: [404, 409],
    async run({ operations, rules }, { params, body, caller }) {
      const end = verb === 'retry' ? operations.retryDeadLetter : operations.forgiveDeadLetter;
      const result = await end(params.id, actorOf(rules, body.by, caller), body.note);
      const { value, unchanged } = settled(result);
      return { ...deadLetterResource(value), ...unchangedField(unchanged) };
    },
  });
}
