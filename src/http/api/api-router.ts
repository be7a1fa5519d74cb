import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { sendProblem } from '../problem.js';
import { answerOnce } from './answer-once.js';
import { createTokenCheck } from './bearer-token.js';
import type { OpenapiDocument } from './openapi-on-demand.js';
import type { ApiPorts, RawRequest, Route } from './route.js';
import { apiRoutes } from './routes.js';

const BODY_LIMIT = '256kb';

/** The admin API below `/api/v1`: its document in the open, everything else behind the admin token. */
export function createApiRouter(ports: ApiPorts, adminToken: string, document: () => Promise<OpenapiDocument>): Router {
  const router = Router({ caseSensitive: true });
  router.get('/openapi.json', async (_req, res) => {
    res.json(await document());
  });
  router.use(
    requireToken(ports, adminToken),
    onlyJson,
    express.json({ limit: BODY_LIMIT, inflate: false, reviver: refusePollution }),
  );
  for (const route of apiRoutes) router[route.method](route.path, answering(ports, route));
  for (const path of new Set(apiRoutes.map((route) => route.path))) router.all(path, wrongMethod(path));
  return router;
}

function requireToken(ports: ApiPorts, adminToken: string): RequestHandler {
  const isValid = createTokenCheck(adminToken);
  return (req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    if (isValid(req.headers.authorization)) return next();
    ports.metrics.count('admin_refused_total');
    sendProblem(res, {
      status: 401,
      code: 'unauthorized',
      title: 'A valid token is needed',
      detail: 'Send `Authorization: Bearer <admin token>`.',
      headers: { 'WWW-Authenticate': 'Bearer realm="paging-router"' },
    });
  };
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
    const once = await answerOnce(ports.idempotency, { key, route: `POST ${req.originalUrl}`, body: req.body }, answer);
    if (once.replayed) res.setHeader('Idempotency-Replayed', 'true');
    send(res, once);
  };
}

function rawRequest(req: Request): RawRequest {
  const via = /^pagectl\b/.test(req.get('User-Agent') ?? '') ? 'cli' : 'api';
  return { params: { ...req.params }, query: { ...req.query }, body: req.body, via };
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
