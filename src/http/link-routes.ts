import { type Request, type Response, Router } from 'express';
import type { Incident } from '../domain/incident.js';
import type { Operations } from '../engine/use-cases.js';
import type { Clock, Log, Metrics, RulesView } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import { incidentPage } from '../web/incident-page.js';
import { PAGE_HEADERS } from '../web/layout.js';
import type { LinkClaim, LinkSigner } from '../web/link-token.js';
import { messagePage } from '../web/message-page.js';
import { silencePage } from '../web/silence-page.js';
import { EXPIRED_LINK, UNKNOWN_LINK } from './link-refusals.js';
import { type SilenceWish, silence, silenceView } from './silence-link.js';
import { toldSoFar } from './told-so-far.js';

const MOST_NOTIFICATIONS = 200;

export interface LinkPorts {
  readonly links: LinkSigner;
  readonly ledger: Pick<Ledger, 'readIncident' | 'listNotifications'>;
  readonly operations: Pick<Operations, 'acknowledge' | 'openWindow' | 'listWindows'>;
  readonly rules: RulesView;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** `/a/<token>`, the link of a page: GET and HEAD only show (mail scanners follow links), only POST acknowledges, or silences. */
export function createLinkRouter(ports: LinkPorts): Router {
  const router = Router({ caseSensitive: true });
  router.get('/:token', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const silenceHref = `${req.params.token}/silence`;
    sendPage(res, 200, incidentPage({ ...(await view(ports, opened.claim, opened.incident)), silenceHref }));
  });
  router.post('/:token', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    await acknowledge(ports, opened.claim, opened.incident);
    // Relative, so that it also works below a path of a reverse proxy; a reload then repeats nothing.
    res.writeHead(303, { ...PAGE_HEADERS, Location: req.params.token }).end();
  });
  router.get('/:token/silence', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    sendPage(res, 200, silencePage(await silenceView(ports, wishOf(req, opened))));
  });
  router.post('/:token/silence', async (req, res) => {
    const opened = await open(ports, req.params.token);
    if (opened.kind === 'page') return sendPage(res, opened.status, opened.page);
    const failure = await silence(ports, wishOf(req, opened));
    if (failure !== null) return sendPage(res, 409, messagePage({ title: 'Not done', text: failure, tone: 'red' }));
    res.writeHead(303, { ...PAGE_HEADERS, Location: 'silence' }).end();
  });
  router.all(['/:token', '/:token/silence'], (_req, res) => {
    res.setHeader('Allow', 'GET, HEAD, POST');
    sendPage(res, 405, messagePage({ title: 'Not possible', text: 'Open the link in a browser.', tone: 'red' }));
  });
  return router;
}

function wishOf(req: Request, { incident, claim }: Extract<Opened, { readonly kind: 'incident' }>): SilenceWish {
  return { incident, person: claim.person, from: req.socket.remoteAddress ?? null };
}

type Opened =
  | { readonly kind: 'incident'; readonly claim: LinkClaim; readonly incident: Incident }
  | { readonly kind: 'page'; readonly status: number; readonly page: string };

async function open({ links, ledger }: LinkPorts, token: string): Promise<Opened> {
  const claim = links.verify(token);
  if (claim === 'expired') return { kind: 'page', status: 410, page: EXPIRED_LINK };
  const incident = claim === null ? null : await ledger.readIncident(String(claim.incidentNumber));
  if (claim === null || incident === null) return { kind: 'page', status: 404, page: UNKNOWN_LINK };
  return { kind: 'incident', claim, incident };
}

async function acknowledge(ports: LinkPorts, { person }: LinkClaim, incident: Incident): Promise<void> {
  const result = await ports.operations.acknowledge(incident.id, { person, via: 'link' });
  if (result.kind === 'done') ports.metrics.count('link_acknowledged_total');
  ports.log.info({ incident: incident.number, person, result: result.kind }, 'acknowledge link used');
}

async function view({ rules, clock, ledger }: LinkPorts, { person }: LinkClaim, incident: Incident) {
  const { people, services } = rules.rules();
  const { items } = await ledger.listNotifications({ incidentId: incident.id, limit: MOST_NOTIFICATIONS });
  return {
    incident,
    person,
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
