import { createHash } from 'node:crypto';
import type { TimedCommand } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import { mutedReply, needsCode, refuseMute, unknownTarget } from '../../pipeline/answer/plain-replies.js';
import { findTarget } from './find-target.js';
import { refuseByText } from './refuse-by-text.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';

/** Opens a maintenance window on the service of a page, if its reader may, as over the API. */
export async function muteByText(deps: AnswerDeps, order: TextOrder, command: TimedCommand): Promise<Answered> {
  const found = await findTarget(deps.ledger, order.text.from, command.target);
  if (found === null) return onlyReply(unknownTarget(command.target));
  if (command.target.kind === 'latest') {
    return onlyReply(needsCode('Mute', found.code === null ? null : `${found.code} mute 30m`));
  }
  const services = [...new Set(found.incidents.flatMap(({ service }) => service ?? []))];
  const refusal = refuseMute(command.seconds, services);
  const [service = ''] = services;
  if (refusal !== null) return onlyReply(refusal);
  const numbers = found.incidents.map(({ number }) => `#${number}`).join(', ');
  const { target } = command;
  const undo = target.kind === 'code' ? `${target.code} unmute` : `unmute #${target.number}`;
  return open(deps, order, { service, seconds: command.seconds ?? 0, about: numbers, undo });
}

async function open(
  deps: AnswerDeps,
  { text, person }: TextOrder,
  mute: { readonly service: string; readonly seconds: number; readonly about: string; readonly undo: string },
): Promise<Answered> {
  const { service, seconds, undo } = mute;
  const { caller, ...actor } = actorOf(person);
  const endsAt = text.at + seconds * 1000;
  const span = { services: [service], match: [], startsAt: text.at, endsAt };
  const refusal = await refuseByText(deps, person, { action: 'windows.open', resource: span });
  if (refusal !== null) return onlyReply(fitReply('Not done: ', refusal));
  const id = windowIdOf(text.id);
  const known = await deps.ledger.windows.read(id);
  const request = { id, services: [service], match: [], endsAt, reason: `muted by text about ${mute.about}` };
  const result = known === null ? await deps.operations.openWindow(request, { ...actor, caller }) : null;
  if (result?.kind === 'refused' || result?.kind === 'not-found') return onlyReply(fitReply('Not done: ', result.text));
  const reader = readerOf(deps, person);
  const name = deps.index().rules.services.get(service)?.displayName ?? service;
  return { reply: mutedReply(name, { endsAt, seconds, undo }, reader), effect: true };
}

/** The same text opens the same window, however often it is answered. */
function windowIdOf(textId: string): string {
  return createHash('sha256').update(`mute ${textId}`).digest('hex').slice(0, 12);
}
