import type { ServerResponse } from 'node:http';
import type { InputFault } from '../ports.js';

/** An answer that says what went wrong, for programs (`code`, stable) and for people (`title`, `detail`). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly errors?: readonly InputFault[] | undefined;
  /** Further members, such as `whoMay` of a 403 (RFC 9457, section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  /** Further response headers (`Retry-After`, `Allow`, `Connection`). */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Answers with `application/problem+json` (RFC 9457). Works for node:http and Express responses alike; does nothing when
 * an answer has begun already.
 */
export function sendProblem(res: ServerResponse, problem: Problem): void {
  if (res.headersSent || res.destroyed) return;
  const { status, code, title, detail, errors, extensions, headers } = problem;
  const body = Buffer.from(JSON.stringify({ type: 'about:blank', status, code, title, detail, errors, ...extensions }));
  res.writeHead(status, {
    ...headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  res.end(body);
}
