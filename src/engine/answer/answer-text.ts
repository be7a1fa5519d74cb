import type { Command } from '../../pipeline/answer/command.js';
import { NOT_UNDERSTOOD } from '../../pipeline/answer/plain-replies.js';
import { readCommand } from '../../pipeline/answer/read-command.js';
import { ownerOf } from '../deliver/owner-of.js';
import { type Delivered, sendNotification } from '../deliver/send-notification.js';
import { actByText } from './act-by-text.js';
import { decideByText } from './decide-by-text.js';
import { extendByText } from './extend-by-text.js';
import { muteByText } from './mute-by-text.js';
import { obeyCarrier } from './obey-carrier.js';
import { tellStatus, tellWho } from './questions-by-text.js';
import { snoozeByText } from './snooze-by-text.js';
import { type AnswerDeps, type Answered, onlyReply, replyTo, SILENCE, type TextOrder } from './text-order.js';
import { unmuteByText } from './unmute-by-text.js';

/** So long one process alone works on a text; then another one takes it up. */
export const ANSWER_LEASE_MS = 15_000;

/**
 * Does what a text says and replies. The text waits in the ledger until both are done, and the reply is claimed by the very step that
 * settles it: a process that dies in between leaves it to another one, which finds what has been done and does not do it again.
 */
export async function answerText(deps: AnswerDeps, id: string): Promise<Partial<Delivered>> {
  const text = await deps.ledger.texts.read(id);
  if (text === null) return {};
  const person = ownerOf(deps.index().rules, { channel: 'sms', to: text.from });
  const now = deps.clock.now();
  const order = person === undefined ? null : { text, person, resumed: now >= text.at + ANSWER_LEASE_MS };
  const { reply, effect } = order === null ? SILENCE : await answer(deps, order);
  const claimed = await deps.ledger.texts.settle({
    id,
    now: deps.clock.now(),
    from: text.from,
    effect,
    reply: order === null || reply === null ? null : replyTo(order, reply, deps.clock.now()),
  });
  return claimed === null ? {} : sendNotification(deps, claimed);
}

async function answer(deps: AnswerDeps, order: TextOrder): Promise<Answered> {
  const { text, person } = order;
  if (text.word !== null) return obeyCarrier(deps, order, text.word);
  if (!deps.repliesByText || (await deps.ledger.texts.isOptedOut(text.from))) return SILENCE;
  const command = readCommand(text.body);
  const answered = command === null ? onlyReply(NOT_UNDERSTOOD) : await obey(deps, order, command);
  const kind = command?.kind ?? 'none';
  deps.metrics.count('texts_total', { order: kind, effect: String(answered.effect) });
  deps.log.info({ person: person.name, textId: text.id, order: kind, effect: answered.effect }, 'text answered');
  return answered;
}

function obey(deps: AnswerDeps, order: TextOrder, command: Command): Promise<Answered> {
  switch (command.kind) {
    case 'mute':
      return muteByText(deps, order, command);
    case 'extend':
      return extendByText(deps, order, command);
    case 'unmute':
      return unmuteByText(deps, order, command);
    case 'approve':
    case 'deny':
      return decideByText(deps, order, command);
    case 'snooze':
      return snoozeByText(deps, order, command);
    case 'who':
      return tellWho(deps, order);
    case 'status':
      return tellStatus(deps, order);
    default:
      return actByText(deps, order, command);
  }
}
