import { targetOf } from '../../pipeline/access/judge-action.js';
import type { CommandTarget, DecideVerb } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import { decidedReply, refusalText, unknownRequest } from '../../pipeline/answer/plain-replies.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';

/** Approves or denies the request that a code of the phone stands for, if its reader may, as by the link and over the API. */
export async function decideByText(
  deps: AnswerDeps,
  { text, person, resumed }: TextOrder,
  { kind, target }: { readonly kind: DecideVerb; readonly target: CommandTarget },
): Promise<Answered> {
  const requests = deps.requests();
  const meaning = target.kind === 'code' ? await deps.ledger.texts.meaningOf(text.from, target.code) : null;
  const request = meaning?.kind === 'request' ? await requests.read(meaning.id) : null;
  if (request === null) return onlyReply(unknownRequest(target));
  const { caller } = actorOf(person);
  const verdict = requests.mayDecide(request, caller);
  if (verdict.kind === 'refused') {
    const about = targetOf('access-requests.decide', request);
    await deps.trail.note({ caller, action: 'access-requests.decide', target: about, refused: verdict.code });
    return onlyReply(fitReply('Not done: ', refusalText(verdict)));
  }
  const result = await requests[kind](request.id, caller);
  if (result.kind === 'refused' || result.kind === 'not-found') return onlyReply(fitReply('Not done: ', result.text));
  const { value } = result;
  const isWanted = value.state === (kind === 'approve' ? 'approved' : 'denied');
  // The first attempt at this text has done it, and did not live to say so.
  const isTheirs = result.kind === 'done' || (resumed && isWanted && value.decidedBy === person.name);
  return { reply: decidedReply(value, isTheirs, readerOf(deps, person)), effect: isTheirs };
}
