import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { sendProblem } from '../problem.js';
import { answerOnce } from './answer-once.js';
import type { OpenapiDocument } from './openapi-on-demand.js';
import { callerOf, requireToken } from './require-token.js';
import type { ApiPorts, RawRequest, Route } from './route.js';
import { apiRoutes } from './routes.js';

const BODY_LIMIT = '256kb';

/** The API below `/api/v1`: its document and signing in stand in the open, everything else behind a token. */
export function createApiRouter(ports: ApiPorts, document: () => Promise<OpenapiDocument>): Router {
  const router = Router({ caseSensitive: true });
  router.get('/openapi.json', async (_req, res) => {
    res.json(await document());
  });
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  const readBody = [onlyJson, express.json({ limit: BODY_LIMIT, inflate: false, reviver: refusePollution })];
  const add = (route: Route) => router[route.method](route.path, ...readBody, answering(ports, route));
  for (const route of apiRoutes.filter(({ action }) => action === 'public')) add(route);
  router.use(requireToken(ports));
  for (const route of apiRoutes.filter(({ action }) => action !== 'public')) add(route);
  for (const path of new Set(apiRoutes.map((route) => route.path))) router.all(path, wrongMethod(path));
  return router;
}

/** A body in another type would be ignored silently. */
const onlyJson: RequestHandler = (req, res, next) => {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (!hasBody || req.is(['json', '+json']) !== false) return next();
  sendProblem(res, { status: 415, code: 'unsupported-media-type', title: 'Send application/json' });
};

function refusePollution(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a field');
  return value;
}

function answering(ports: ApiPorts, route: Route): RequestHandler {
  return async (req, res) => {
    res.on('finish', () =>
      ports.metrics.count('admin_requests_total', { route: route.operationId, status: String(res.statusCode) }),
    );
    const key = req.get('Idempotency-Key');
    const answer = async () => ({
      status: route.status,
      body: JSON.stringify(await route.answer(ports, rawRequest(req))),
    });
    if (!route.creates || key === undefined) return send(res, await answer());
    // Of two people who use the same key, the second must not get what the first one may see.
    const owner = callerOf(req).principal;
    const name = `POST ${req.originalUrl} ${owner.kind} ${owner.name} ${owner.tokenId ?? ''}`;
    const once = await answerOnce(ports.idempotency, { key, route: name, body: req.body }, answer);
    if (once.replayed) res.setHeader('Idempotency-Replayed', 'true');
    send(res, once);
  };
}

function rawRequest(req: Request): RawRequest {
  return { params: { ...req.params }, query: { ...req.query }, body: req.body, caller: callerOf(req) };
}

function send(res: Response, { status, body }: { readonly status: number; readonly body: string }): void {
  res.status(status).type('application/json').send(body);
}

function wrongMethod(path: string): RequestHandler {
  const methods = apiRoutes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return (_req, res) => {
    sendProblem(res, {
      status: 405,
      code: 'method-not-allowed',
      title: `Allowed here: ${allowed}`,
      headers: { Allow: allowed },
    });
  };
}
