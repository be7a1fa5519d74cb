import { type MaintenanceWindow, windowState } from '../../domain/maintenance-window.js';
import { describeCover } from '../../pipeline/access/covered-services.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { Command } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import {
  refusalText,
  refuseUnmute,
  UNMUTE_NEEDS_CODE,
  unknownTarget,
  unmutedReply,
} from '../../pipeline/answer/plain-replies.js';
import { cleanLine } from '../../pipeline/deliver/clean-text.js';
import { readMore, readWindow } from '../windows/read-window.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, type TextOrder } from './text-order.js';
import { type WindowsMeant, windowsMeant } from './windows-meant.js';

/** Among so many of the latest an earlier attempt at the same text is looked for. */
const LATEST = 50;

/**
 * Ends the window that a code stands for, that holds the incident of one, or that silences its service, if its reader may, as over
 * the API. A time of a recurring window ends with the one that gave it more time.
 */
export async function unmuteByText(
  deps: AnswerDeps,
  order: TextOrder,
  { target }: Extract<Command, { kind: 'unmute' }>,
): Promise<Answered> {
  if (target.kind === 'latest') return onlyReply(UNMUTE_NEEDS_CODE);
  const meant = await windowsMeant(deps.ledger, order.text.from, target);
  if (meant === null) return onlyReply(unknownTarget(target));
  if (meant.ids.length > 1) return onlyReply(refuseUnmute(meant.ids.length));
  const now = deps.clock.now();
  const found = await candidatesOf(deps, meant, order.resumed);
  const open = found.filter((window) => windowState(window, now) === 'active');
  if (open.length > 1 && meant.ids.length === 0) return onlyReply(refuseUnmute(open.length));
  const [first] = open;
  if (first !== undefined) {
    const failure = await endAll(deps, order, open);
    return failure === null ? unmuted(first) : onlyReply(fitReply('Not done: ', failure));
  }
  const { text, person, resumed } = order;
  const done = found.find(({ endedBy, endsAt }) => resumed && endedBy === person.name && endsAt >= text.at);
  return done === undefined ? onlyReply(refuseUnmute(0)) : unmuted(done);
}

/** Of those by their id: an occurrence, and the window that goes on where it ends. Where nothing holds it: what silences its service. */
async function candidatesOf(
  deps: AnswerDeps,
  { ids, services }: WindowsMeant,
  resumed: boolean,
): Promise<readonly MaintenanceWindow[]> {
  if (ids.length > 0) {
    const read = ids.flatMap((id) => [readWindow(deps, id), readMore(deps, id)]);
    return (await Promise.all(read)).filter((window) => window !== null);
  }
  const ended = resumed ? (await deps.ledger.windows.list(LATEST)).items : [];
  const all = [...ended, ...(await deps.operations.currentWindows())];
  const byId = new Map(all.map((window) => [window.id, window]));
  return [...byId.values()].filter((window) => window.services.some((name) => services.includes(name)));
}

/** Null: all have ended; else why not. */
async function endAll(
  deps: AnswerDeps,
  { person }: TextOrder,
  windows: readonly MaintenanceWindow[],
): Promise<string | null> {
  const { caller, ...actor } = actorOf(person);
  for (const window of windows) {
    const question = { principal: caller.principal, action: 'windows.end', resource: window } as const;
    const verdict = judgeAction(question, deps.index().rules);
    if (verdict.kind === 'allowed') continue;
    const target = targetOf('windows.end', window);
    await deps.trail.note({ caller, action: 'windows.end', target, refused: verdict.code });
    return refusalText(verdict);
  }
  for (const { id } of windows) {
    const result = await deps.operations.endWindow(id, { ...actor, caller });
    if (result.kind !== 'done' && result.kind !== 'unchanged') return result.text;
  }
  return null;
}

function unmuted(window: MaintenanceWindow): Answered {
  return { reply: unmutedReply(cleanLine(describeCover(window))), effect: true };
}
