import express, { type Request, type Response, Router } from 'express';
import type { Incident } from '../domain/incident.js';
import type { Access } from '../engine/access/access.js';
import type { Operations } from '../engine/use-cases.js';
import type { Verification } from '../engine/verification.js';
import { personPrincipal } from '../pipeline/access/judge-action.js';
import { refusalOnIncident } from '../pipeline/access/refusal-on-incident.js';
import type { Clock, Log, Metrics, RulesView } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import { incidentPage } from '../web/incident-page.js';
import { PAGE_HEADERS } from '../web/layout.js';
import type { LinkClaim, LinkSigner } from '../web/link-token.js';
import { messagePage } from '../web/message-page.js';
import { silencePage } from '../web/silence-page.js';
import { EXPIRED_LINK, UNKNOWN_LINK } from './link-refusals.js';
import { endSilence, type SilenceWish, silence, silenceView } from './silence-link.js';
import { askingOf, askToSilence } from './silence-request.js';
import { toldSoFar } from './told-so-far.js';

const MOST_NOTIFICATIONS = 200;

export interface LinkPorts {
  readonly links: LinkSigner;
  readonly ledger: Pick<Ledger, 'readIncident' | 'listNotifications'>;
  readonly operations: Pick<Operations, LinkAction | 'openWindow' | 'endWindow' | 'currentWindows'>;
  readonly access: Pick<Access, 'trail' | 'requests'>;
  readonly verification: Verification;
  readonly rules: RulesView;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

type LinkAction = 'acknowledge' | 'snooze' | 'resolve' | 'escalate';

const SNOOZE_MS = 3_600_000;

/**
 * `/a/<token>`, the link of a page: GET and HEAD only show (mail scanners follow links), only POST, a button of the page, acts
 * or silences.
 */
export function createLinkRouter(ports: LinkPorts): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:token', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const silenceHref = `${req.params.token}/silence`;
    sendPage(res, 200, incidentPage({ ...(await view(ports, opened.claim, opened.incident)), silenceHref }));
  });
  router.post('/:token', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const token = String(req.params.token);
    const opened = await open(ports, token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const refusal = await act(ports, opened, actionIn(req.body));
    if (refusal !== null) return sendPage(res, 403, messagePage({ title: 'Not done', text: refusal, tone: 'red' }));
    // Relative, so that it also works below a path of a reverse proxy; a reload then repeats nothing.
    res.writeHead(303, { ...PAGE_HEADERS, Location: token }).end();
  });
  router.get('/:token/silence', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const wish = wishOf(req, opened);
    const asking = await askingOf(ports, wish);
    sendPage(res, 200, silencePage({ ...(await silenceView(ports, wish)), asking }));
  });
  router.post('/:token/silence', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const opened = await open(ports, String(req.params.token));
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const wish = wishOf(req, opened);
    const failure = await pressed(ports, wish, req.body);
    if (failure !== null) return sendPage(res, 409, messagePage({ title: 'Not done', text: failure, tone: 'red' }));
    res.writeHead(303, { ...PAGE_HEADERS, Location: 'silence' }).end();
  });
  router.all(['/:token', '/:token/silence'], (_req, res) => {
    res.setHeader('Allow', 'GET, HEAD, POST');
    sendPage(res, 405, messagePage({ title: 'Not possible', text: 'Open the link in a browser.', tone: 'red' }));
  });
  return router;
}

interface OpenedIncident {
  readonly kind: 'incident';
  readonly claim: LinkClaim;
  readonly incident: Incident;
}

type Opened = OpenedIncident | { readonly kind: 'page'; readonly status: number; readonly page: string };

function wishOf(req: Request, { incident, claim }: OpenedIncident): SilenceWish {
  return { incident, person: claim.person, from: req.socket.remoteAddress ?? null };
}

async function open({ links, ledger }: LinkPorts, token: string): Promise<Opened> {
  const claim = links.verify(token);
  if (claim === 'expired') return { kind: 'page', status: 410, page: EXPIRED_LINK };
  const incident = claim === null ? null : await ledger.readIncident(String(claim.incidentNumber));
  if (claim === null || incident === null) return { kind: 'page', status: 404, page: UNKNOWN_LINK };
  return { kind: 'incident', claim, incident };
}

/** What the buttons of the silence page do: the one without a name silences. */
function pressed(ports: LinkPorts, wish: SilenceWish, body: unknown): Promise<string | null> {
  const action = fieldOf(body, 'action');
  if (action === 'ask') return askToSilence(ports, wish);
  return action === 'end' ? endSilence(ports, wish, String(fieldOf(body, 'window'))) : silence(ports, wish);
}

/** The button without a name acknowledges. */
function actionIn(body: unknown): LinkAction {
  const written = fieldOf(body, 'action');
  return written === 'resolve' || written === 'escalate' || written === 'snooze' ? written : 'acknowledge';
}

/** Of a form; null: it has none of that name. */
function fieldOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (new Map(Object.entries(body)).get(name) ?? null) : null;
}

/** Why it was not done; null: it was, or the page shows what stands in its way. */
async function act(ports: LinkPorts, { claim, incident }: OpenedIncident, action: LinkAction): Promise<string | null> {
  const { person } = claim;
  const refusal = action === 'acknowledge' ? null : await refuse(ports, { claim, incident }, action);
  if (refusal !== null) return `${refusal}. Nothing was changed.`;
  const actor = { person, via: 'link' };
  const result =
    action === 'snooze'
      ? await ports.operations.snooze(incident.id, ports.clock.now() + SNOOZE_MS, actor)
      : await ports.operations[action](incident.id, actor);
  if (result.kind === 'done' && action === 'acknowledge') ports.metrics.count('link_acknowledged_total');
  ports.log.info({ incident: incident.number, person, action, result: result.kind }, 'link of a page used');
  return null;
}

/** Who was paged may take it by the link alone; more than that they must be allowed by the rules in force. */
async function refuse(
  { rules, clock, access }: LinkPorts,
  { claim, incident }: Pick<OpenedIncident, 'claim' | 'incident'>,
  verb: LinkAction,
): Promise<string | null> {
  const known = rules.rules().people.get(claim.person);
  if (known === undefined) return 'The rules do not know you any more';
  const caller = { principal: personPrincipal(known), via: 'link', from: null };
  const asked = { principal: caller.principal, incident, verb, now: clock.now() };
  const refusal = refusalOnIncident(rules.rules(), asked);
  if (refusal === null) return null;
  await access.trail.note({ caller, ...refusal.note });
  return refusal.verdict.text;
}

async function view({ rules, clock, ledger, verification }: LinkPorts, { person }: LinkClaim, incident: Incident) {
  const { people, services } = rules.rules();
  const [{ items }, unverified] = await Promise.all([
    ledger.listNotifications({ incidentId: incident.id, limit: MOST_NOTIFICATIONS }),
    verification.unverifiedSince(incident.checks.values()),
  ]);
  return {
    incident,
    person,
    unverified,
    told: toldSoFar(items, incident.resolvedAt),
    timezone: people.get(person)?.timezone ?? 'UTC',
    now: clock.now(),
    displayName: (name: string) => people.get(name)?.displayName ?? name,
    runbook: incident.service === null ? null : (services.get(incident.service)?.runbook ?? null),
  };
}

function sendPage(res: Response, status: number, page: string): void {
  res.writeHead(status, { ...PAGE_HEADERS, 'Content-Length': Buffer.byteLength(page) });
  res.end(page);
}
