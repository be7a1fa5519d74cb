import express, { type Request, type Response, Router } from 'express';
import type { Caller } from '../domain/access.js';
import type { AccessRequest } from '../domain/access-request.js';
import type { AccessRequests } from '../engine/access/access-requests.js';
import { personPrincipal } from '../pipeline/access/judge-action.js';
import type { Clock, Log, RulesView } from '../ports.js';
import { PAGE_HEADERS } from '../web/layout.js';
import { messagePage } from '../web/message-page.js';
import type { RequestLinkSigner } from '../web/request-link.js';
import { requestPage } from '../web/request-page.js';
import { UNKNOWN_LINK } from './link-refusals.js';

export interface RequestLinkPorts {
  readonly requestLinks: Pick<RequestLinkSigner, 'verify'>;
  readonly access: { readonly requests: AccessRequests };
  readonly rules: RulesView;
  readonly clock: Clock;
  readonly log: Log;
}

/** `/r/<token>`, the link of an access request: GET and HEAD only show, only POST (one of two buttons) decides. */
export function createRequestLinkRouter(ports: RequestLinkPorts): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:token', async (req, res) => {
    const opened = await open(ports, req);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    sendPage(res, 200, requestPage(view(ports, opened)));
  });
  router.post('/:token', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const opened = await open(ports, req);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const decision = decisionIn(req.body);
    if (decision === null) return sendPage(res, 400, NO_DECISION);
    const failure = await decide(ports, opened, decision);
    if (failure !== null) return sendPage(res, 409, messagePage({ title: 'Not done', text: failure, tone: 'red' }));
    // Relative, so that it also works below a path of a reverse proxy; a reload then repeats nothing.
    res.writeHead(303, { ...PAGE_HEADERS, Location: String(req.params.token) }).end();
  });
  router.all('/:token', (_req, res) => {
    res.setHeader('Allow', 'GET, HEAD, POST');
    sendPage(res, 405, messagePage({ title: 'Not possible', text: 'Open the link in a browser.', tone: 'red' }));
  });
  return router;
}

interface OpenedRequest {
  readonly kind: 'request';
  readonly request: AccessRequest;
  readonly caller: Caller;
  readonly timezone: string;
}

type Opened = OpenedRequest | { readonly kind: 'page'; readonly status: number; readonly page: string };

async function open({ requestLinks, access, rules }: RequestLinkPorts, req: Request): Promise<Opened> {
  const claim = requestLinks.verify(String(req.params.token));
  if (claim === 'expired') return { kind: 'page', status: 410, page: EXPIRED };
  const person = claim === null ? undefined : rules.rules().people.get(claim.person);
  const request = claim === null ? null : await access.requests.read(claim.requestId);
  if (person === undefined || request === null) return { kind: 'page', status: 404, page: UNKNOWN_LINK };
  const caller = { principal: personPrincipal(person), via: 'link', from: req.socket.remoteAddress ?? null };
  return { kind: 'request', request, caller, timezone: person.timezone };
}

/** Why it was not done; null: it was, or somebody else has decided meanwhile, which the page shows. */
async function decide(
  { access, log }: RequestLinkPorts,
  { request, caller }: OpenedRequest,
  decision: 'approve' | 'deny',
): Promise<string | null> {
  const verdict = access.requests.mayDecide(request, caller);
  if (verdict.kind === 'refused') return `${verdict.text}. Nothing was changed.`;
  const result = await access.requests[decision](request.id, caller);
  log.info({ request: request.id, person: caller.principal.name, decision, result: result.kind }, 'request link used');
  return result.kind === 'refused' || result.kind === 'not-found' ? `${result.text}. Nothing was changed.` : null;
}

function view(ports: RequestLinkPorts, { request, caller, timezone }: OpenedRequest) {
  const now = ports.clock.now();
  const people = ports.rules.rules().people;
  return {
    request,
    person: caller.principal.name,
    timezone,
    now,
    closed: closedText(ports, { request, caller }, now),
    displayName: (name: string) => people.get(name)?.displayName ?? name,
  };
}

function closedText(
  { access }: RequestLinkPorts,
  { request, caller }: Pick<OpenedRequest, 'request' | 'caller'>,
  now: number,
): string | null {
  if (request.state !== 'open') return 'It has been decided; nothing is left to do.';
  if (request.endsAt <= now) return 'Its time is over; nothing is left to decide.';
  return access.requests.mayDecide(request, caller).kind === 'allowed' ? null : 'You may not decide about it any more.';
}

function decisionIn(body: unknown): 'approve' | 'deny' | null {
  const written = typeof body === 'object' && body !== null && 'decision' in body ? body.decision : null;
  return written === 'approve' || written === 'deny' ? written : null;
}

function sendPage(res: Response, status: number, page: string): void {
  res.writeHead(status, { ...PAGE_HEADERS, 'Content-Length': Buffer.byteLength(page) });
  res.end(page);
}

const EXPIRED = messagePage({
  title: 'This link has expired',
  text: 'Links of access requests work for two days. See pagectl request list.',
  tone: 'amber',
});

const NO_DECISION = messagePage({
  title: 'Nothing was decided',
  text: 'Open the link and press one of its buttons.',
  tone: 'red',
});
