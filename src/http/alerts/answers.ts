import type { ServerResponse } from 'node:http';
import type { Accepted } from '../../engine/use-cases.js';
import type { InputFault } from '../../ports.js';
import { type Problem, sendProblem } from '../problem.js';

/** An answer that the connection does not outlive: the rest of the body is not read. */
const closing = { Connection: 'close' };

/** The problems of the alert routes, each with its stable code. */
export const problems = {
  unknownSource: (names: readonly string[]): Problem => ({
    status: 404,
    code: 'unknown-source',
    title: 'No such source',
    detail: `Alerts come in at ${names.map((name) => `/webhooks/${name}`).join(', ')}`,
  }),
  methodNotAllowed: (allow: string): Problem => ({
    status: 405,
    code: 'method-not-allowed',
    title: 'Method not allowed',
    detail: `Send alerts by ${allow}`,
    headers: { Allow: allow },
  }),
  unauthorized: (source: string): Problem => ({
    status: 401,
    code: 'unauthorized',
    title: 'Wrong or missing token',
    detail:
      `Send the token of the source ${source} as "Authorization: Bearer TOKEN" or as ?token=TOKEN; ` +
      `it is set on the router as SOURCE_TOKEN_${source.toUpperCase().replaceAll('-', '_')}`,
    headers: { 'WWW-Authenticate': 'Bearer realm="alerts"' },
  }),
  encoded: (encoding: string): Problem => ({
    status: 415,
    code: 'unsupported-encoding',
    title: 'Compressed bodies are not read',
    detail: `Send the body without Content-Encoding (it was ${encoding.slice(0, 40)})`,
  }),
  notReadableType: (contentType: string): Problem => ({
    status: 415,
    code: 'unsupported-media-type',
    title: 'Content type is not read',
    detail: `Send application/json or application/x-www-form-urlencoded (it was ${contentType.slice(0, 100)})`,
  }),
  unreadable: (errors: readonly InputFault[]): Problem => ({
    status: 400,
    code: 'unreadable-alert',
    title: 'Alert could not be read',
    errors,
  }),
  tooLarge: (maxBytes: number): Problem => ({
    status: 413,
    code: 'too-large',
    title: 'Body is too large',
    detail: `A body may have ${maxBytes} bytes; send fewer alerts at once, or shorter texts`,
    headers: closing,
  }),
  tooSlow: (timeoutMs: number): Problem => ({
    status: 408,
    code: 'too-slow',
    title: 'Body did not arrive in time',
    detail: `It must be here within ${timeoutMs / 1000} seconds`,
    headers: closing,
  }),
  unavailable: (seconds: number): Problem => ({
    status: 503,
    code: 'unavailable',
    title: 'Alert could not be stored',
    detail: 'Keep it and send it again',
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) },
  }),
} as const;

/** Answers what became of the alerts of one request; an array is answered with the ids of all of them. */
export function answerAccepted(res: ServerResponse, accepted: Accepted, isArray: boolean): void {
  if (accepted.kind === 'accepted') sendIds(res, accepted.alertIds, isArray);
  else if (accepted.kind === 'unreadable') sendProblem(res, problems.unreadable(accepted.faults));
  else sendProblem(res, problems.unavailable(accepted.retryAfterSeconds));
}

/** A heartbeat was heard: there is nothing to tell. */
export function answerHeard(res: ServerResponse): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': 2 });
  res.end('{}');
}

function sendIds(res: ServerResponse, alertIds: readonly string[], isArray: boolean): void {
  if (res.headersSent || res.destroyed) return;
  const [alertId] = alertIds;
  const body = JSON.stringify(isArray ? { alertId, alertIds } : { alertId });
  // Head and body leave in one write, as they would not if the body were bytes.
  res.writeHead(202, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
}
