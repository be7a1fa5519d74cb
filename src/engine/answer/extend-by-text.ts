import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { describeCover } from '../../pipeline/access/covered-services.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { CommandTarget, TimedCommand } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import {
  EXTEND_NEEDS_CODE,
  extendedReply,
  refusalText,
  refuseExtension,
  unknownTarget,
} from '../../pipeline/answer/plain-replies.js';
import { cleanLine } from '../../pipeline/deliver/clean-text.js';
import type { Ledger } from '../../ports-ledger.js';
import { findTarget } from './find-target.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';

/** Moves the end of the window that a code stands for, or that holds the incident of one, if its reader may, as over the API. */
export async function extendByText(deps: AnswerDeps, order: TextOrder, command: TimedCommand): Promise<Answered> {
  if (command.target.kind === 'latest') return onlyReply(EXTEND_NEEDS_CODE);
  const windows = await windowsOf(deps.ledger, order.text.from, command.target);
  if (windows === null) return onlyReply(unknownTarget(command.target));
  const refusal = refuseExtension(command.seconds, windows.length);
  const [window] = windows;
  if (refusal !== null || window === undefined) return onlyReply(refusal ?? unknownTarget(command.target));
  return extend(deps, order, { window, seconds: command.seconds ?? 0 });
}

/** Null: the target means nothing that is known; []: no window that somebody opened holds it. */
async function windowsOf(
  ledger: Ledger,
  phone: string,
  target: CommandTarget,
): Promise<readonly MaintenanceWindow[] | null> {
  const meaning = target.kind === 'code' ? await ledger.texts.meaningOf(phone, target.code) : null;
  if (meaning?.kind === 'window') return readAll(ledger, [meaning.id]);
  const found = await findTarget(ledger, phone, target);
  if (found === null) return null;
  return readAll(
    ledger,
    found.incidents.flatMap(({ suppressed, lowered }) => suppressed?.id ?? lowered?.id ?? []),
  );
}

async function readAll(
  { windows }: Pick<Ledger, 'windows'>,
  ids: readonly string[],
): Promise<readonly MaintenanceWindow[]> {
  const found = await Promise.all([...new Set(ids)].map((id) => windows.read(id)));
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
  const endsAt = Math.max(window.endsAt, deps.clock.now()) + seconds * 1000;
  const span = { ...window, endsAt };
  const rules = deps.index().rules;
  const verdict = judgeAction({ principal: caller.principal, action: 'windows.extend', resource: span }, rules);
  if (verdict.kind === 'refused') {
    const target = targetOf('windows.extend', span);
    await deps.trail.note({ caller, action: 'windows.extend', target, refused: verdict.code });
    return onlyReply(fitReply('Not done: ', refusalText(verdict)));
  }
  const result = await deps.operations.extendWindow(window.id, endsAt, { ...actor, caller, textId: text.id });
  return result.kind === 'done' ? done(result.value.endsAt) : onlyReply(fitReply('Not done: ', result.text));
}
