import type { Caller } from '../../domain/access.js';
import type { AccessRequest } from '../../domain/access-request.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { targetOf } from '../../pipeline/access/judge-action.js';
import { confirmationOf } from '../../pipeline/suppress/wide-scope.js';
import type { AccessRequestStore } from '../../ports-access.js';
import type { ActionResult, Actor, WindowRequest } from '../use-cases.js';
import type { AuditTrail } from './audit-trail.js';
import { windowAuditState } from './audited-operations.js';
import { createRequestMail, type RequestMailDeps } from './request-mail.js';

export interface DecideDeps extends RequestMailDeps {
  readonly store: AccessRequestStore;
  readonly trail: AuditTrail;
  readonly openWindow: (request: WindowRequest, actor: Actor) => Promise<ActionResult<MaintenanceWindow>>;
}

const halfDoneAfterMs = 30_000;

/**
 * Approves or denies, for who may (that is asked before). Approved, the window is opened as asked, and is theirs; the second
 * to decide changes nothing.
 */
export async function decideRequest(
  deps: DecideDeps,
  { id, state }: { readonly id: string; readonly state: 'approved' | 'denied' },
  caller: Caller,
): Promise<ActionResult<AccessRequest>> {
  const request = await deps.store.read(id);
  if (request === null) return { kind: 'not-found', text: `there is no access request ${id}` };
  const now = deps.clock.now();
  if (state === 'approved' && isLeftHalfDone(request, now)) return open(deps, request, caller);
  if (request.state !== 'open') return { kind: 'unchanged', value: request, text: decidedText(request) };
  const hindrance = state === 'approved' ? hindranceOf(deps, request, now) : null;
  if (hindrance !== null) return hindrance;
  const decided: AccessRequest = { ...request, state, decidedBy: caller.principal.name, decidedAt: now };
  if (!(await deps.store.write(decided))) return decideRequest(deps, { id, state }, caller);
  const settled = { ...decided, rev: decided.rev + 1 };
  return state === 'denied' ? close(deps, settled, { caller, window: null }) : open(deps, settled, caller);
}

/** The decision is taken first: of two who approve at the same moment one opens the window. */
async function open(deps: DecideDeps, decided: AccessRequest, caller: Caller): Promise<ActionResult<AccessRequest>> {
  const { services, match, startsAt, endsAt, reason, effect, person } = decided;
  const confirm = confirmationOf(decided) ?? undefined;
  // Who approves has seen what it covers: theirs is the second word that a window on everything needs.
  const actor = { person, via: 'access-request', caller };
  const opened = await deps
    .openWindow({ services, match, startsAt, endsAt, reason, effect, confirm }, actor)
    .catch(async (cause: unknown) => {
      await deps.store.write({ ...decided, state: 'open', decidedBy: null, decidedAt: null });
      throw cause;
    });
  if (opened.kind === 'done') return close(deps, decided, { caller, window: opened.value });
  await deps.store.write({ ...decided, state: 'open', decidedBy: null, decidedAt: null });
  return opened.kind === 'refused' ? opened : refused('window-not-opened', 'the window could not be opened as asked');
}

async function close(
  deps: DecideDeps,
  decided: AccessRequest,
  { caller, window }: { readonly caller: Caller; readonly window: MaintenanceWindow | null },
): Promise<ActionResult<AccessRequest>> {
  const request = { ...decided, windowId: window?.id ?? null };
  if (window !== null) await deps.store.write(request);
  await deps.trail.note({
    caller,
    action: window === null ? 'access-requests.deny' : 'access-requests.approve',
    target: targetOf('access-requests.decide', request),
    before: { state: 'open', person: request.person },
    reason: request.reason,
    after: { state: request.state, ...windowAuditState(window) },
  });
  createRequestMail(deps).tellOutcome(request);
  return { kind: 'done', value: request };
}

/** Why what was asked for cannot be opened any more. */
function hindranceOf({ rules }: DecideDeps, { person, endsAt }: AccessRequest, now: number) {
  if (endsAt <= now) return refused('request-over', 'the time that was asked for is over');
  return rules().people.has(person) ? null : refused('person-gone', `the rules know no ${person} any more`);
}

/** Approved by a process that died before it had opened the window: whoever decides next finishes it. */
function isLeftHalfDone({ state, windowId, decidedAt, endsAt }: AccessRequest, now: number): boolean {
  return state === 'approved' && windowId === null && now - (decidedAt ?? now) > halfDoneAfterMs && endsAt > now;
}

function decidedText({ id, state, decidedBy }: AccessRequest): string {
  return `request ${id} was ${state} already by ${decidedBy ?? 'somebody'}`;
}

function refused(code: string, text: string) {
  return { kind: 'refused', code, text } as const;
}
