import { maskAddress } from '../../domain/channel.js';
import type { CarrierWord } from '../../domain/heard-text.js';
import { optOutCheck } from '../deliver/trouble.js';
import { type AnswerDeps, type Answered, SILENCE, type TextOrder } from './text-order.js';

/**
 * STOP and START are words between a phone and its carrier, which has acted on them and answered them. What is left to us: SMS to that
 * phone is off or on, the person's other methods go on, and ops hear of it.
 */
export async function obeyCarrier(
  { ledger, ops, clock, log }: AnswerDeps,
  { text, person }: TextOrder,
  word: CarrierWord,
): Promise<Answered> {
  if (word === 'help') return SILENCE;
  const to = maskAddress(text.from);
  const check = optOutCheck({ person: person.name, to: text.from });
  const changed = await ledger.texts.optOut(text.from, word === 'stop' ? clock.now() : null);
  if (changed) log.warn({ person: person.name, to, word }, 'SMS to a phone was switched by its owner');
  if (word === 'start') {
    if (changed) ops.end(check);
    return SILENCE;
  }
  const others = person.email.length > 0 || person.sms.some((number) => number !== text.from);
  const left = others ? 'their other contact methods go on' : 'they have NO other contact method';
  ops.raise({
    check,
    severity: others ? 'warning' : 'error',
    summary: `${person.displayName} has sent STOP: no SMS to ${to} any more, ${left}`,
    details: 'START from that phone switches it on again.',
    since: text.at,
  });
  return SILENCE;
}
