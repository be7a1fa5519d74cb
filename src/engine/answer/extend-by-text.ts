import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { describeCover } from '../../pipeline/access/covered-services.js';
import type { TimedCommand } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import {
  EXTEND_NEEDS_CODE,
  extendedReply,
  refuseExtension,
  unknownTarget,
} from '../../pipeline/answer/plain-replies.js';
import { cleanLine } from '../../pipeline/deliver/clean-text.js';
import { recurringNameOf } from '../../pipeline/suppress/recurring.js';
import { confirmationOf } from '../../pipeline/suppress/wide-scope.js';
import type { WindowRequest } from '../use-cases.js';
import { moreIdOf, readMore, readWindow } from '../windows/read-window.js';
import { refuseByText } from './refuse-by-text.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';
import { heldBy, windowsMeant } from './windows-meant.js';

/**
 * Moves the end of the window that a code stands for, or that holds the incident of one, if its reader may, as over the API. A
 * time of a recurring window is followed by a window of its own, which is opened now and extended from then on.
 */
export async function extendByText(deps: AnswerDeps, order: TextOrder, command: TimedCommand): Promise<Answered> {
  if (command.target.kind === 'latest') return onlyReply(EXTEND_NEEDS_CODE);
  const meant = await windowsMeant(deps.ledger, order.text.from, command.target);
  if (meant === null) return onlyReply(unknownTarget(command.target));
  const windows = await readAll(deps, meant.kind === 'window' ? [meant.id] : heldBy(meant.incidents));
  const refusal = refuseExtension(command.seconds, windows.length);
  const [window] = windows;
  if (refusal !== null || window === undefined) return onlyReply(refusal ?? unknownTarget(command.target));
  return extend(deps, order, { window, seconds: command.seconds ?? 0 });
}

async function readAll(deps: AnswerDeps, ids: readonly string[]): Promise<readonly MaintenanceWindow[]> {
  const found = await Promise.all(ids.map(async (id) => (await readMore(deps, id)) ?? (await readWindow(deps, id))));
  return found.filter((window) => window !== null);
}

async function extend(
  deps: AnswerDeps,
  { text, person }: TextOrder,
  { window, seconds }: { readonly window: MaintenanceWindow; readonly seconds: number },
): Promise<Answered> {
  const done = (endsAt: number): Answered => {
    const reply = extendedReply(cleanLine(describeCover(window)), { endsAt, seconds }, readerOf(deps, person));
    return { reply, effect: true };
  };
  if (window.movedBy === text.id) return done(window.endsAt);
  const { caller, ...actor } = actorOf(person);
  const now = deps.clock.now();
  const span = { ...window, endsAt: Math.max(window.endsAt, now) + seconds * 1000 };
  const action = recurringNameOf(window.id) === null ? 'windows.extend' : 'windows.open';
  if (action === 'windows.open' && window.endsAt <= now) return onlyReply('Not done: that window has ended already.');
  const refusal = await refuseByText(deps, person, { action, resource: span });
  if (refusal !== null) return onlyReply(fitReply('Not done: ', refusal));
  const by = { ...actor, caller, textId: text.id };
  const result =
    action === 'windows.extend'
      ? await deps.operations.extendWindow(window.id, span.endsAt, by)
      : await deps.operations.openWindow(moreOf(window, span.endsAt), by);
  return result.kind === 'done' ? done(result.value.endsAt) : onlyReply(fitReply('Not done: ', result.text));
}

/** One that covers everything was confirmed when it was made. */
function moreOf({ id, services, match, effect, reason }: MaintenanceWindow, endsAt: number): WindowRequest {
  const scope = { services, match };
  const confirm = confirmationOf(scope) ?? undefined;
  return { ...scope, id: moreIdOf(id), effect, endsAt, reason: `more time for: ${reason}`, confirm };
}
