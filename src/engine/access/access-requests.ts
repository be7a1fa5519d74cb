import { randomBytes } from 'node:crypto';
import type { Caller, Verdict, WhoMay, WindowSpan } from '../../domain/access.js';
import type { AccessRequest } from '../../domain/access-request.js';
import type { WindowEffect } from '../../domain/maintenance-window.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { RateLimiter } from '../../ports-access.js';
import type { Cursor } from '../../ports-ledger.js';
import { longestWindowMs } from '../operations/change-window.js';
import type { ActionResult } from '../use-cases.js';
import { type DecideDeps, decideRequest } from './decide-request.js';
import { createRequestMail } from './request-mail.js';

/** A window that somebody may not open themselves. */
export interface AskedWindow extends WindowSpan {
  readonly reason: string;
  readonly effect?: WindowEffect | undefined;
}

/** Asking those who may for a maintenance window, and their answer. */
export interface AccessRequests {
  /** Asks owners and ops who may open it; `value.asked` names them. Refused as `nobody-told`: the request stands, none of them could be told. */
  ask(request: AskedWindow, caller: Caller): Promise<ActionResult<AccessRequest>>;
  read(id: string): Promise<AccessRequest | null>;
  list(limit: number, cursor?: string): Promise<Cursor<AccessRequest>>;
  /** Whether somebody may decide about it, by the rules in force. */
  mayDecide(request: AccessRequest, caller: Caller): Verdict;
  /** Opens the window as asked, for who asked; the second to decide changes nothing. */
  approve(id: string, caller: Caller): Promise<ActionResult<AccessRequest>>;
  deny(id: string, caller: Caller): Promise<ActionResult<AccessRequest>>;
}

export interface AccessRequestDeps extends DecideDeps {
  readonly limiter: RateLimiter;
}

const perPerson = { count: 6, seconds: 3600 };

export function createAccessRequests(deps: AccessRequestDeps): AccessRequests {
  return {
    ask: (span, caller) => ask(deps, span, caller),
    read: deps.store.read,
    list: (limit, cursor) => deps.store.list({ limit, cursor }),
    mayDecide: (request, caller) =>
      judgeAction({ principal: caller.principal, action: 'access-requests.decide', resource: request }, deps.rules()),
    approve: (id, caller) => decideRequest(deps, { id, state: 'approved' }, caller),
    deny: (id, caller) => decideRequest(deps, { id, state: 'denied' }, caller),
  };
}

async function ask(deps: AccessRequestDeps, span: AskedWindow, caller: Caller): Promise<ActionResult<AccessRequest>> {
  const person = caller.principal.name;
  const question = { principal: caller.principal, action: 'windows.open', resource: span } as const;
  const verdict = judgeAction(question, deps.rules());
  if (verdict.kind === 'allowed') return refused('not-needed', `${person} may open this window without asking`);
  if (verdict.whoMay.length === 0) return refused('nobody-may', 'the rules know nobody who may open this window');
  if (span.endsAt - span.startsAt > longestWindowMs) {
    const faults = [{ path: 'endsAt', message: 'a window lasts at most 31 days' }];
    return { ...refused('invalid-window', 'a window lasts at most 31 days'), faults };
  }
  const wait = await deps.limiter.take(`access-request:${person}`, perPerson);
  if (wait > 0) return refused('too-many-requests', `${person} has asked ${perPerson.count} times within the hour`);
  const request = newRequest(span, verdict.whoMay, { person, now: deps.clock.now() });
  await deps.store.write(request);
  await deps.trail.note({
    caller,
    action: 'access-requests.create',
    target: targetOf('access-requests.decide', request),
    reason: request.reason,
    after: { id: request.id, asked: [...request.asked] },
  });
  if (await createRequestMail(deps).askThem(request)) return { kind: 'done', value: { ...request, rev: 1 } };
  const names = request.asked.join(', ');
  const text = `the request stands as ${request.id}, but no provider takes a message to any of those who may (${names}): call one of them, they decide with \`pagectl request approve ${request.id}\``;
  return refused('nobody-told', text);
}

function newRequest(
  { services, match, startsAt, endsAt, reason, effect = 'suppress' }: AskedWindow,
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
    effect,
    createdAt: now,
    asked: whoMay.map((one) => one.person),
    decidedBy: null,
    decidedAt: null,
    windowId: null,
  };
}

function refused(code: string, text: string) {
  return { kind: 'refused', code, text } as const;
}
