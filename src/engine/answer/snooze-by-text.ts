import type { Incident } from '../../domain/incident.js';
import { refusalOnIncident } from '../../pipeline/access/refusal-on-incident.js';
import { type ActedOn, actReply } from '../../pipeline/answer/act-reply.js';
import type { TimedCommand } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import { needsCode, refusalText, unknownTarget } from '../../pipeline/answer/plain-replies.js';
import { judgeSnooze } from '../../pipeline/escalate/judge-snooze.js';
import { findTarget } from './find-target.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';

/** Snoozes what a code (or a number) stands for: an hour counts from the text, however late it is carried out. */
export async function snoozeByText(deps: AnswerDeps, order: TextOrder, command: TimedCommand): Promise<Answered> {
  const { text, person } = order;
  const found = await findTarget(deps.ledger, text.from, command.target);
  if (found === null) return onlyReply(unknownTarget(command.target));
  if (command.target.kind === 'latest') {
    return onlyReply(needsCode('Snooze', found.code === null ? null : `${found.code} snooze 2h`));
  }
  if (command.seconds === null) return onlyReply(fitReply('For how long? As in: 12 snooze 2h'));
  const until = text.at + command.seconds * 1000;
  const fault = judgeSnooze(until, text.at);
  if (fault !== null) return onlyReply(fitReply(`Not snoozed: ${fault}.`));
  const acted: ActedOn[] = [];
  for (const incident of found.incidents) acted.push(await snoozeOne(deps, order, { incident, until }));
  const effect = acted.some(({ outcome }) => outcome === 'done');
  return { reply: actReply('snooze', acted, readerOf(deps, person)), effect };
}

async function snoozeOne(
  deps: AnswerDeps,
  { person, resumed }: TextOrder,
  { incident, until }: { readonly incident: Incident; readonly until: number },
): Promise<ActedOn> {
  const actor = actorOf(person);
  const hadBefore = incident.acknowledgedBy.filter((name) => name !== person.name);
  const asked = { principal: actor.caller.principal, incident, verb: 'snooze', now: deps.clock.now() } as const;
  const refusal = refusalOnIncident(deps.index().rules, asked);
  if (refusal !== null) {
    await deps.trail.note({ caller: actor.caller, ...refusal.note });
    return { incident, hadBefore, outcome: 'refused', because: refusalText(refusal.verdict) };
  }
  const result = await deps.operations.snooze(incident.id, until, actor);
  if (result.kind === 'refused' || result.kind === 'not-found') {
    return { incident, hadBefore, outcome: 'refused', because: result.text };
  }
  const after = result.value;
  const isOurs = after.snoozedBy === person.name && after.acknowledgedUntil === until;
  const isDone = result.kind === 'done' || (resumed && isOurs);
  return { incident: after, hadBefore, outcome: isDone ? 'done' : 'unchanged', because: '' };
}
