import { randomBytes } from 'node:crypto';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { windowState } from '../../domain/maintenance-window.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { LONGEST_OCCURRENCE_MS, recurringNameOf, startOf } from '../../pipeline/suppress/recurring.js';
import { confirmationOf } from '../../pipeline/suppress/wide-scope.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor, WindowRequest } from '../use-cases.js';
import { readWindow } from '../windows/read-window.js';

const maxAttempts = 10;
/** However long the work: who wants more opens another. */
export const longestWindowMs = 31 * 24 * 3_600_000;

/** What changing windows needs: every change is acted on at once, without waiting for the clock. */
export type WindowDeps = EngineDeps & Pick<Dispatcher, 'tick'>;

/** Opens a window from now or later. Its end is mandatory; running escalations of what it covers hold at its start. */
export async function openWindow(
  deps: WindowDeps,
  request: WindowRequest,
  actor: Actor,
): Promise<ActionResult<MaintenanceWindow>> {
  const now = deps.clock.now();
  const startsAt = Math.max(request.startsAt ?? now, now);
  const refusal = refuse(request, startsAt, deps);
  if (refusal !== null) return refusal;
  const window: MaintenanceWindow = {
    v: 1,
    id: request.id ?? randomBytes(6).toString('hex'),
    rev: 0,
    services: [...request.services],
    match: [...request.match],
    startsAt,
    endsAt: request.endsAt,
    reason: request.reason,
    createdBy: actor.person,
    via: actor.via,
    createdAt: now,
    endedBy: null,
    effect: request.effect ?? 'suppress',
    settle: null,
    ...(actor.textId === undefined ? {} : { movedBy: actor.textId }),
  };
  return write(deps, window);
}

/**
 * Ends a window early, or calls it off: what still fails and is covered by nothing else pages again. An occurrence of a recurring
 * one is a window of its own from then on; all others take place.
 */
export function endWindow(deps: WindowDeps, id: string, actor: Actor): Promise<ActionResult<MaintenanceWindow>> {
  const read = () => readWindow(deps, id);
  return change(deps, { id, read }, (window, now) => ({
    ...window,
    startsAt: Math.min(window.startsAt, now),
    endsAt: now,
    endedBy: actor.person,
    ...(recurringNameOf(id) === null ? {} : { createdAt: now, standsUntil: startOf(id) + LONGEST_OCCURRENCE_MS }),
  }));
}

/** Moves the end of a window, later or earlier. */
export function extendWindow(
  deps: WindowDeps,
  id: string,
  { endsAt, textId }: { readonly endsAt: number; readonly textId?: string | undefined },
): Promise<ActionResult<MaintenanceWindow>> {
  return change(deps, { id }, (window, now) => {
    if (endsAt <= now) return `the new end lies in the past; to end it now, use end`;
    if (endsAt - window.startsAt > longestWindowMs) return 'a window lasts at most 31 days';
    const { movedBy: _, ...rest } = window;
    return { ...rest, endsAt, ...(textId === undefined ? {} : { movedBy: textId }) };
  });
}

/** The work inside a window is done: it ends by itself once nothing that it covers has failed for `quietMs`. */
export function settleWindow(
  deps: WindowDeps,
  { id, quietMs }: { readonly id: string; readonly quietMs: number },
): Promise<ActionResult<MaintenanceWindow>> {
  return change(deps, { id }, (window, now) => {
    if (now < window.startsAt) return 'the window has not begun: end it instead';
    return { ...window, settle: { since: now, quietMs } };
  });
}

function refuse(
  request: WindowRequest,
  startsAt: number,
  deps: WindowDeps,
): (ActionResult<MaintenanceWindow> & { readonly kind: 'refused' }) | null {
  const unknown = request.services.filter((name) => !deps.index().rules.services.has(name));
  if (unknown.length > 0) return refused('services', `unknown service ${unknown.join(', ')}`);
  if (request.services.length === 0 && request.match.length === 0) {
    return refused('services', 'name at least one service or one matcher');
  }
  if (request.endsAt <= startsAt) return refused('endsAt', 'the end lies before the start');
  const confirmation = confirmationOf(request);
  if (confirmation !== null && request.confirm !== confirmation) {
    const text = `a window that covers everything is opened only when that is confirmed: look at its preview, then say confirm: "${confirmation}"`;
    return { kind: 'refused', code: 'needs-confirmation', text };
  }
  if (request.endsAt - startsAt > longestWindowMs) return refused('endsAt', 'a window lasts at most 31 days');
  return null;
}

async function change(
  deps: WindowDeps,
  {
    id,
    read = () => deps.ledger.windows.read(id),
  }: { readonly id: string; readonly read?: () => Promise<MaintenanceWindow | null> },
  next: (window: MaintenanceWindow, now: number) => MaintenanceWindow | string,
): Promise<ActionResult<MaintenanceWindow>> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const window = await read();
    if (window === null) return { kind: 'not-found', text: `there is no maintenance window ${id} that can be changed` };
    const now = deps.clock.now();
    if (windowState(window, now) === 'ended') {
      return { kind: 'unchanged', value: window, text: endedText(window) };
    }
    const changed = next(window, now);
    if (typeof changed === 'string') return refused('endsAt', changed);
    const written = await write(deps, changed);
    if (written.kind === 'done') return written;
  }
  throw new Error(`window ${id} changed ${maxAttempts} times while changing it`);
}

function endedText({ id, endedBy, endsAt }: MaintenanceWindow): string {
  const by = endedBy === null ? '' : ` by ${endedBy}`;
  return `window ${id} has ended already${by}, at ${utcMinute(endsAt)}; for more time open another`;
}

async function write(deps: WindowDeps, window: MaintenanceWindow): Promise<ActionResult<MaintenanceWindow>> {
  const written = await deps.ledger.windows.write(window, deps.clock.now());
  if (!written) return { kind: 'refused', code: 'changed-meanwhile', text: `window ${window.id} changed meanwhile` };
  await deps.windows.refresh();
  await deps.tick();
  return { kind: 'done', value: { ...window, rev: window.rev + 1 } };
}

function refused(
  path: string,
  text: string,
): { kind: 'refused'; code: string; text: string; faults: { path: string; message: string }[] } {
  return { kind: 'refused', code: 'invalid-window', text, faults: [{ path, message: text }] };
}
