import type { Action } from '../../domain/access.js';
import type { Person } from '../../domain/rules.js';
import { judgeAction, type Question, targetOf } from '../../pipeline/access/judge-action.js';
import { refusalText } from '../../pipeline/answer/plain-replies.js';
import { type AnswerDeps, actorOf } from './text-order.js';

/** Why the sender of a text may not do something, in words for the reply, and in the audit; null: they may. */
export async function refuseByText<A extends Action>(
  { index, trail }: Pick<AnswerDeps, 'index' | 'trail'>,
  person: Person,
  { action, resource }: Pick<Question<A>, 'action' | 'resource'>,
): Promise<string | null> {
  const { caller } = actorOf(person);
  const verdict = judgeAction({ principal: caller.principal, action, resource }, index().rules);
  if (verdict.kind === 'allowed') return null;
  await trail.note({ caller, action, target: targetOf(action, resource), refused: verdict.code });
  return refusalText(verdict);
}
