import type { Incident } from '../../domain/incident.js';
import { refusalOnIncident } from '../../pipeline/access/refusal-on-incident.js';
import { type ActedOn, actReply } from '../../pipeline/answer/act-reply.js';
import type { ActVerb, Command } from '../../pipeline/answer/command.js';
import { needsCode, refusalText, unknownTarget } from '../../pipeline/answer/plain-replies.js';
import { type FoundTarget, findTarget } from './find-target.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';

const MOST_OF_A_SERVICE = 100;

/** Does to the incidents what the text says, each as far as its sender may. */
export async function actByText(
  deps: AnswerDeps,
  order: TextOrder,
  command: Extract<Command, { kind: ActVerb }>,
): Promise<Answered> {
  const found = await findTarget(deps.ledger, order.text.from, command.target);
  if (found === null) return onlyReply(unknownTarget(command.target));
  if (command.kind === 'resolve' && command.target.kind === 'latest') {
    const letters = command.all || found.incidents.length > 1 ? 'rr' : 'r';
    return onlyReply(needsCode('Resolve', found.code === null ? null : `${found.code}${letters}`));
  }
  const acted: ActedOn[] = [];
  for (const incident of await extent(deps, found, command)) {
    acted.push(await actOn(deps, order, { incident, command }));
  }
  const effect = acted.some(({ outcome }) => outcome === 'done');
  return { reply: actReply(command.kind, acted, readerOf(deps, order.person)), effect };
}

/** `all` of a page are the open incidents of its service; of a bundle, those in it. What is over is left out of several. */
async function extent(
  { ledger }: AnswerDeps,
  { incidents }: FoundTarget,
  { all }: { readonly all: boolean },
): Promise<readonly Incident[]> {
  const [only, ...others] = incidents;
  if (only === undefined || (others.length === 0 && (!all || only.service === null))) return incidents;
  const isOpen = ({ state }: Incident) => state !== 'resolved';
  if (others.length > 0) return incidents.some(isOpen) ? incidents.filter(isOpen) : incidents;
  const { items } = await ledger.listIncidents({
    service: only.service ?? undefined,
    state: 'open',
    limit: MOST_OF_A_SERVICE,
  });
  const rest = items.filter(({ id }) => id !== only.id);
  return rest.length === 0 ? [only] : [only, ...rest].filter(isOpen).sort((a, b) => a.number - b.number);
}

async function actOn(
  deps: AnswerDeps,
  { text, person, resumed }: TextOrder,
  {
    incident,
    command,
  }: { readonly incident: Incident; readonly command: Extract<Command, { readonly kind: ActVerb }> },
): Promise<ActedOn> {
  const actor = actorOf(person);
  const hadBefore = incident.acknowledgedBy.filter((name) => name !== person.name);
  const { principal } = actor.caller;
  const asked = { principal, incident, verb: command.kind, now: deps.clock.now() };
  const refusal = refusalOnIncident(deps.index().rules, asked);
  if (refusal !== null) {
    await deps.trail.note({ caller: actor.caller, ...refusal.note });
    return { incident, hadBefore, outcome: 'refused', because: refusalText(refusal.verdict) };
  }
  const result = await deps.operations[command.kind](incident.id, actor, command.note ?? undefined, text.at);
  if (result.kind === 'refused' || result.kind === 'not-found') {
    return { incident, hadBefore, outcome: 'refused', because: result.text };
  }
  const after = result.value;
  const isDone = result.kind === 'done' || (resumed && wasDoneBy(person.name, command.kind, { after, since: text.at }));
  return { incident: after, hadBefore, outcome: isDone ? 'done' : 'unchanged', because: '' };
}

/** The first attempt at this text has done it, and did not live to say so. */
function wasDoneBy(
  person: string,
  verb: ActVerb,
  { after, since }: { readonly after: Incident; readonly since: number },
): boolean {
  if (verb === 'escalate') return after.state !== 'resolved' && after.suppressed === null;
  if (verb === 'resolve') return after.resolvedBy === person && (after.resolvedAt ?? 0) >= since;
  return after.state === 'acknowledged' && after.acknowledgedBy.includes(person);
}
