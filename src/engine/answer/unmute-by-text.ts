import type { CheckState } from '../../domain/check.js';
import { failingChecks } from '../../domain/incident.js';
import { type MaintenanceWindow, windowState } from '../../domain/maintenance-window.js';
import { describeCover } from '../../pipeline/access/covered-services.js';
import type { Command } from '../../pipeline/answer/command.js';
import { fitReply } from '../../pipeline/answer/fit-reply.js';
import { refuseUnmute, UNMUTE_NEEDS_CODE, unknownTarget, unmutedReply } from '../../pipeline/answer/plain-replies.js';
import { cleanLine } from '../../pipeline/deliver/clean-text.js';
import { quietWindowOf } from '../reconcile/read-sides.js';
import { readStanding } from '../windows/read-standing.js';
import { moreIdOf, readMore, readWindow } from '../windows/read-window.js';
import { refuseByText } from './refuse-by-text.js';
import { type AnswerDeps, type Answered, actorOf, onlyReply, readerOf, type TextOrder } from './text-order.js';
import { heldBy, type WindowsMeant, windowsMeant } from './windows-meant.js';

/** Among so many of the latest an earlier attempt at the same text is looked for. */
const LATEST = 50;

/**
 * Ends the window that a code stands for, or what silences the service of a page, if its reader may, as over the API. Of several
 * windows those that they opened by text; else they must say which. A time of a recurring window ends with the one that gave it
 * more time.
 */
export async function unmuteByText(
  deps: AnswerDeps,
  order: TextOrder,
  { target }: Extract<Command, { kind: 'unmute' }>,
): Promise<Answered> {
  if (target.kind === 'latest') return onlyReply(UNMUTE_NEEDS_CODE);
  const meant = await windowsMeant(deps.ledger, order.text.from, target);
  if (meant === null) return onlyReply(unknownTarget(target));
  const found = await candidatesOf(deps, meant, order.resumed);
  const now = deps.clock.now();
  const open = found.filter((window) => windowState(window, now) === 'active');
  const before = found.filter((window) => wasEndedBy(window, order));
  const chosen = before.length > 0 ? partnersOf(before, open) : choose(groupsOf(open), order);
  if (chosen === 'several') return onlyReply(refuseUnmute(2));
  const failure = await endAll(deps, order, chosen);
  if (failure !== null) return onlyReply(fitReply('Not done: ', failure));
  const [ended = null] = [...chosen, ...before];
  return ended === null ? onlyReply(refuseUnmute(0)) : unmuted(deps, order, { ended, meant });
}

/** The first attempt at this text has done it, and did not live to say so. */
function wasEndedBy({ endedBy, endsAt }: MaintenanceWindow, { resumed, person, text }: TextOrder): boolean {
  return resumed && endedBy === person.name && endsAt >= text.at;
}

/** Windows that may be meant, active or not. */
async function candidatesOf(
  deps: AnswerDeps,
  meant: WindowsMeant,
  resumed: boolean,
): Promise<readonly MaintenanceWindow[]> {
  if (meant.kind === 'window') {
    const pair = await Promise.all([readWindow(deps, meant.id), readMore(deps, meant.id)]);
    return pair.filter((window) => window !== null);
  }
  const ended = resumed ? (await deps.ledger.windows.list(LATEST)).items : [];
  const all = [...ended, ...(await deps.operations.currentWindows())];
  const services = new Set(meant.incidents.map(({ service }) => service));
  const holding = new Set(heldBy(meant.incidents));
  const concerns = (window: MaintenanceWindow) =>
    holding.has(window.id) || window.services.some((name) => services.has(name));
  return [...new Map(all.map((window) => [window.id, window])).values()].filter(concerns);
}

function isPair(some: MaintenanceWindow, other: MaintenanceWindow): boolean {
  return moreIdOf(some.id) === other.id || moreIdOf(other.id) === some.id;
}

function partnersOf(before: readonly MaintenanceWindow[], open: readonly MaintenanceWindow[]) {
  return open.filter((window) => before.some((one) => isPair(one, window)));
}

/** An occurrence and what goes on where it ends are one. */
function groupsOf(open: readonly MaintenanceWindow[]): readonly (readonly MaintenanceWindow[])[] {
  const groups: MaintenanceWindow[][] = [];
  for (const window of open) {
    const group = groups.find((others) => others.some((other) => isPair(other, window)));
    if (group === undefined) groups.push([window]);
    else group.push(window);
  }
  return groups;
}

function choose(
  groups: readonly (readonly MaintenanceWindow[])[],
  { person }: TextOrder,
): readonly MaintenanceWindow[] | 'several' {
  const own = groups.filter((group) => group.some(({ createdBy, via }) => createdBy === person.name && via === 'sms'));
  const chosen = own.length > 0 ? own : groups;
  return own.length === 0 && groups.length > 1 ? 'several' : chosen.flat();
}

/** Null: all have ended; else why not. */
async function endAll(
  deps: AnswerDeps,
  { person }: TextOrder,
  windows: readonly MaintenanceWindow[],
): Promise<string | null> {
  const { caller, ...actor } = actorOf(person);
  for (const resource of windows) {
    const refusal = await refuseByText(deps, person, { action: 'windows.end', resource });
    if (refusal !== null) return refusal;
  }
  for (const { id } of windows) {
    const result = await deps.operations.endWindow(id, { ...actor, caller });
    if (result.kind !== 'done' && result.kind !== 'unchanged') return result.text;
  }
  return null;
}

async function unmuted(
  deps: AnswerDeps,
  { person }: TextOrder,
  { ended, meant }: { readonly ended: MaintenanceWindow; readonly meant: WindowsMeant },
): Promise<Answered> {
  const failing =
    meant.kind === 'window'
      ? (await readStanding(deps, ended)).incidents.flatMap((held) => held.failing)
      : meant.incidents.flatMap(failingChecks);
  const still = stillQuiet(deps, failing);
  const cover = cleanLine(describeCover(ended));
  return { reply: unmutedReply(cover, still?.endsAt ?? null, readerOf(deps, person)), effect: true };
}

/** What silences some of what fails, after all. */
function stillQuiet(deps: AnswerDeps, failing: readonly CheckState[]): MaintenanceWindow | null {
  for (const check of failing) {
    const window = quietWindowOf(deps, check);
    if (window !== null) return window;
  }
  return null;
}
