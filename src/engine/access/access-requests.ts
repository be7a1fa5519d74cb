import { randomBytes } from 'node:crypto';
import type { Caller, Verdict, WhoMay, WindowSpan } from '../../domain/access.js';
import type { AccessRequest } from '../../domain/access-request.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { AccessRequestStore, RateLimiter } from '../../ports-access.js';
import type { Cursor } from '../../ports-ledger.js';
import type { ActionResult, Actor, WindowRequest } from '../use-cases.js';
import type { AuditTrail } from './audit-trail.js';
import { windowAuditState } from './audited-operations.js';
import { createRequestMail, type RequestMailDeps } from './request-mail.js';

/** Asking those who may for a maintenance window, and their answer. */
export interface AccessRequests {
  /** Asks owners and ops who may open it; `value.asked` names them. */
  ask(request: WindowSpan & { readonly reason: string }, caller: Caller): Promise<ActionResult<AccessRequest>>;
  read(id: string): Promise<AccessRequest | null>;
  list(limit: number, cursor?: string): Promise<Cursor<AccessRequest>>;
  /** Whether somebody may decide about it, by the rules in force. */
  mayDecide(request: AccessRequest, caller: Caller): Verdict;
  /** Opens the window as asked, for who asked; the second to decide changes nothing. */
  approve(id: string, caller: Caller): Promise<ActionResult<AccessRequest>>;
  deny(id: string, caller: Caller): Promise<ActionResult<AccessRequest>>;
}

export interface AccessRequestDeps extends RequestMailDeps {
  readonly store: AccessRequestStore;
  readonly limiter: RateLimiter;
  readonly trail: AuditTrail;
  readonly openWindow: (request: WindowRequest, actor: Actor) => Promise<ActionResult<MaintenanceWindow>>;
}

const perPerson = { count: 6, seconds: 3600 };

export function createAccessRequests(deps: AccessRequestDeps): AccessRequests {
  return {
    ask: (span, caller) => ask(deps, span, caller),
    read: deps.store.read,
    list: (limit, cursor) => deps.store.list({ limit, cursor }),
    mayDecide: (request, caller) =>
      judgeAction({ principal: caller.principal, action: 'access-requests.decide', resource: request }, deps.rules()),
    approve: (id, caller) => decide(deps, { id, state: 'approved' }, caller),
    deny: (id, caller) => decide(deps, { id, state: 'denied' }, caller),
  };
}

async function ask(
  deps: AccessRequestDeps,
  span: WindowSpan & { readonly reason: string },
  caller: Caller,
): Promise<ActionResult<AccessRequest>> {
  const person = caller.principal.name;
  const question = { principal: caller.principal, action: 'windows.open', resource: span } as const;
  const verdict = judgeAction(question, deps.rules());
  if (verdict.kind === 'allowed') return refused('not-needed', `${person} may open this window without asking`);
  if (verdict.whoMay.length === 0) return refused('nobody-may', 'the rules know nobody who may open this window');
  const wait = await deps.limiter.take(`access-request:${person}`, perPerson);
  if (wait > 0) return refused('too-many-requests', `${person} has asked ${perPerson.count} times within the hour`);
  const request = newRequest(span, verdict.whoMay, { person, now: deps.clock.now() });
  await deps.store.write(request);
  await deps.trail.note({
    caller,
    action: 'access-requests.create',
    target: `request ${request.id}, ${targetOf('windows.open', request)}`,
    reason: request.reason,
    after: { id: request.id, asked: [...request.asked] },
  });
  createRequestMail(deps).askThem(request);
  return { kind: 'done', value: { ...request, rev: 1 } };
}

function newRequest(
  { services, match, startsAt, endsAt, reason }: WindowSpan & { readonly reason: string },
  whoMay: readonly WhoMay[],
  { person, now }: { readonly person: string; readonly now: number },
): AccessRequest {
  return {
    v: 1,
    id: randomBytes(8).toString('hex'),
    rev: 0,
    state: 'open',
    person,
    services: [...services],
    match: [...match],
    startsAt,
    endsAt,
    reason,
    createdAt: now,
    asked: whoMay.map((one) => one.person),
    decidedBy: null,
    decidedAt: null,
    windowId: null,
  };
}

async function decide(
  deps: AccessRequestDeps,
  { id, state }: { readonly id: string; readonly state: 'approved' | 'denied' },
  caller: Caller,
): Promise<ActionResult<AccessRequest>> {
  const request = await deps.store.read(id);
  if (request === null) return { kind: 'not-found', text: `there is no access request ${id}` };
  if (request.state !== 'open') return { kind: 'unchanged', value: request, text: decidedText(request) };
  const now = deps.clock.now();
  if (state === 'approved' && request.endsAt <= now)
    return refused('request-over', 'the time that was asked for is over');
  const decided: AccessRequest = { ...request, state, decidedBy: caller.principal.name, decidedAt: now };
  if (!(await deps.store.write(decided))) return decide(deps, { id, state }, caller);
  const settled = { ...decided, rev: decided.rev + 1 };
  return state === 'denied' ? close(deps, settled, { caller, window: null }) : open(deps, settled, caller);
}

/** The decision is taken first: of two who approve at the same moment one opens the window. */
async function open(
  deps: AccessRequestDeps,
  decided: AccessRequest,
  caller: Caller,
): Promise<ActionResult<AccessRequest>> {
  const { services, match, startsAt, endsAt, reason, person } = decided;
  const actor = { person, via: 'access-request', caller };
  const opened = await deps
    .openWindow({ services, match, startsAt, endsAt, reason }, actor)
    .catch(async (cause: unknown) => {
      await deps.store.write({ ...decided, state: 'open', decidedBy: null, decidedAt: null });
      throw cause;
    });
  if (opened.kind === 'done') return close(deps, decided, { caller, window: opened.value });
  await deps.store.write({ ...decided, state: 'open', decidedBy: null, decidedAt: null });
  return opened.kind === 'refused' ? opened : refused('window-not-opened', 'the window could not be opened as asked');
}

async function close(
  deps: AccessRequestDeps,
  decided: AccessRequest,
  { caller, window }: { readonly caller: Caller; readonly window: MaintenanceWindow | null },
): Promise<ActionResult<AccessRequest>> {
  const request = { ...decided, windowId: window?.id ?? null };
  if (window !== null) await deps.store.write(request);
  await deps.trail.note({
    caller,
    action: window === null ? 'access-requests.deny' : 'access-requests.approve',
    target: `request ${request.id} of ${request.person}, ${targetOf('windows.open', request)}`,
    reason: request.reason,
    before: { state: 'open' },
    after: { state: request.state, ...windowAuditState(window) },
  });
  createRequestMail(deps).tellOutcome(request);
  return { kind: 'done', value: request };
}

function decidedText({ id, state, decidedBy }: AccessRequest): string {
  return `request ${id} was ${state} already by ${decidedBy ?? 'somebody'}`;
}

function refused(code: string, text: string) {
  return { kind: 'refused', code, text } as const;
}
