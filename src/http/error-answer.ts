import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import type { Log } from '../ports.js';
import { ApiError } from './api/api-error.js';
import { type Problem, sendProblem } from './problem.js';

export interface ErrorAnswerPorts {
  readonly log: Log;
  readonly readiness: () => Promise<{ readonly ready: boolean }>;
}

/**
 * Renders every error of the Express side. Unknown ones are logged under an id and shown without their insides; while
 * the process is not ready (its store is away) they are a 503, which says: ask again.
 */
export function errorAnswer({ log, readiness }: ErrorAnswerPorts): ErrorRequestHandler {
  return async (error: unknown, req, res, _next) => {
    const known = knownProblem(error);
    if (known !== null) return sendProblem(res, known);
    const requestId = randomUUID();
    log.error({ requestId, method: req.method, path: req.route?.path ?? 'unrouted', err: error }, 'request failed');
    const { ready } = await readiness().catch(() => ({ ready: false }));
    sendProblem(res, {
      ...(ready ? INTERNAL : UNAVAILABLE),
      detail: `The log has the details under request id ${requestId}.`,
    });
  };
}

const INTERNAL = { status: 500, code: 'internal', title: 'Something failed on our side' } as const;
const UNAVAILABLE = {
  status: 503,
  code: 'unavailable',
  title: 'The store does not answer: ask again in a few seconds',
  headers: { 'Retry-After': '5' },
} as const;

function knownProblem(error: unknown): Problem | null {
  if (error instanceof ApiError) {
    const { status, code, title, message, faults, extensions, headers } = error;
    return {
      status,
      code,
      title,
      detail: message === title ? undefined : message,
      errors: faults,
      extensions,
      headers,
    };
  }
  if (!(error instanceof Error)) return null;
  if ('type' in error && typeof error.type === 'string') return bodyProblem(error.type, error.message);
  // Express decodes path parameters; `%zz` is the client's mistake.
  if (error instanceof URIError) return unreadablePart('path', 'The path cannot be decoded');
  return null;
}

/** Kinds of errors of the body parser, https://github.com/expressjs/body-parser#errors. */
function bodyProblem(type: string, message: string): Problem | null {
  if (type === 'entity.parse.failed') {
    return { status: 400, code: 'invalid-json', title: 'The body is not valid JSON', detail: message };
  }
  if (type === 'entity.too.large') return { status: 413, code: 'too-large', title: 'The body is larger than 256 KiB' };
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return { status: 415, code: 'unsupported-media-type', title: 'Send JSON in UTF-8, not compressed' };
  }
  if (type.startsWith('request.') || type.startsWith('entity.')) {
    return unreadablePart('body', 'The body could not be read');
  }
  return null;
}

function unreadablePart(path: 'path' | 'body', title: string): Problem {
  return { status: 400, code: 'invalid-request', title, errors: [{ path, message: 'cannot be read' }] };
}
