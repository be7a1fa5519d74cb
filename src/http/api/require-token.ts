import type { Request, RequestHandler } from 'express';
import { ANONYMOUS, type Caller, type Principal } from '../../domain/access.js';
import type { Access } from '../../engine/access/access.js';
import type { Metrics } from '../../ports.js';
import { type Problem, sendProblem } from '../problem.js';

const shown = new WeakMap<Request, Principal>();

/** Lets through who shows a valid bearer token, and remembers who it is. */
export function requireToken(ports: {
  readonly access: Pick<Access, 'authenticate'>;
  readonly metrics: Metrics;
}): RequestHandler {
  return async (req, res, next) => {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    const known = bearer === undefined ? INVALID : await ports.access.authenticate(bearer);
    if (known.kind === 'principal') {
      shown.set(req, known.principal);
      return next();
    }
    ports.metrics.count('admin_refused_total');
    if (known.kind === 'unavailable') return sendProblem(res, IDENTITY_AWAY);
    sendProblem(res, unauthorized(known.kind === 'over' ? `${known.text}. ${HOW}` : HOW));
  };
}

/** Who asks, through what, and from where. */
export function callerOf(req: Request): Caller {
  const via = /^pagectl\b/.test(req.get('User-Agent') ?? '') ? 'cli' : 'api';
  return { principal: shown.get(req) ?? ANONYMOUS, via, from: req.socket.remoteAddress ?? null };
}

const INVALID = { kind: 'invalid' } as const;
const HOW = 'Send `Authorization: Bearer TOKEN`; `pagectl login` gets you a token of your own.';

function unauthorized(detail: string): Problem {
  return {
    status: 401,
    code: 'unauthorized',
    title: 'A valid token is needed',
    detail,
    headers: { 'WWW-Authenticate': 'Bearer realm="paging-router"' },
  };
}

const IDENTITY_AWAY: Problem = {
  status: 503,
  code: 'identity-unavailable',
  title: 'The identity provider does not answer: ask again in a few seconds, or use a token of the router',
  headers: { 'Retry-After': '5' },
};
