import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, { type Express } from 'express';
import { apiDocsPage } from '../web/api-docs-page.js';
import { PAGE_HEADERS } from '../web/layout.js';
import { createApiRouter } from './api/api-router.js';
import { openapiOnDemand } from './api/openapi-on-demand.js';
import type { ApiPorts } from './api/route.js';
import { createCalendarRouter } from './calendar-routes.js';
import { errorAnswer } from './error-answer.js';
import { createHealthRouter, type HealthPorts } from './health-routes.js';
import { linkFailure } from './link-failure.js';
import { createLinkRouter, type LinkPorts } from './link-routes.js';
import { sendProblem } from './problem.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import { createRequestLinkRouter, type RequestLinkPorts } from './request-link-routes.js';

export interface HttpServerOptions {
  /** What providers tell of messages: true when the request was one of its own. */
  readonly callbackRoutes: (req: IncomingMessage, res: ServerResponse) => boolean;
  /** The fast path: true when the request was one of its own (answered now or later). */
  readonly alertRoutes: (req: IncomingMessage, res: ServerResponse) => boolean;
  readonly admin: ApiPorts;
  readonly links: LinkPorts['links'];
  readonly requestLinks: RequestLinkPorts['requestLinks'];
  readonly health: HealthPorts;
}

/** One server for everything: the alert routes ahead of Express, Express for the rest. Not listening yet. */
export function createHttpServer(options: HttpServerOptions): Server {
  const app = createAdminApp(options);
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: 65_000,
      // Node would refuse it without saying why.
      requireHostHeader: false,
    },
    (req, res) => {
      if (req.headers.host === undefined && req.httpVersion === '1.1') return sendProblem(res, NO_HOST);
      // Node reads nothing more on a connection that asked for another protocol: the next request would hang.
      if (req.headers.upgrade !== undefined) res.shouldKeepAlive = false;
      req.url = originForm(req.url ?? '');
      if (!options.callbackRoutes(req, res) && !options.alertRoutes(req, res)) app(req, res);
    },
  );
  // A connection that never sends a byte is not one of those that node looks after.
  server.setTimeout(IDLE_MS);
  return server.on('clientError', refuseUnreadable);
}

const IDLE_MS = 70_000;
const NO_HOST = {
  status: 400,
  code: 'malformed-http',
  title: 'The request names no Host',
  headers: { Connection: 'close' },
} as const;

/** Path and query of a request target. Proxies may send the whole address; what is none (`*`, `http://[`) is nowhere. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const url = URL.canParse(target) ? new URL(target) : null;
  return url?.pathname.startsWith('/') ? url.pathname + url.search : '/*';
}

function createAdminApp({ admin, links, requestLinks, health }: HttpServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use((_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    next();
  });
  app.use(createHealthRouter(health));
  app.use('/a', createLinkRouter({ ...admin, links }), linkFailure(admin.log));
  app.use('/r', createRequestLinkRouter({ ...admin, requestLinks }), linkFailure(admin.log));
  app.use('/calendar', createCalendarRouter(admin));
  const document = openapiOnDemand();
  app.use('/api/v1', createApiRouter(admin, document));
  app.get('/api/docs', async (_req, res) => {
    res.writeHead(200, PAGE_HEADERS).end(apiDocsPage(await document()));
  });
  app.get('/', (_req, res) => {
    res.redirect('api/docs');
  });
  app.use((_req, res) => {
    sendProblem(res, { status: 404, code: 'not-found', title: 'There is nothing here', detail: 'See /api/docs.' });
  });
  app.use(errorAnswer({ log: admin.log, readiness: health.readiness }));
  return app;
}
