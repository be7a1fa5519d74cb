import { z } from 'zod';
import { AskableError, CliError } from './cli-error.js';
import { type Connection, tokenFile } from './connection.js';
import type { Terminal } from './terminal.js';

/** Speaks with the admin API; failures are thrown as `CliError` that say what to do. */
export interface ApiClient {
  /** Reads `/api/v1<path>`; `query` leaves out what is undefined. */
  get<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, schema: S, request?: PostRequest): Promise<z.output<S>>;
  delete<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.output<S>>;
  /** `/readyz`, whatever its status. */
  ready<S extends z.ZodType>(schema: S): Promise<z.output<S>>;
}

interface PostRequest {
  readonly body?: unknown;
  readonly query?: Query;
  /** Shows no token: for who signs in. */
  readonly anonymous?: boolean;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const TIMEOUT_MS = 15_000;

const Problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestAccess: z.object({ path: z.string(), body: z.unknown() }).optional(),
});

export function createApiClient({ url, token }: Connection, env: Terminal['env']): ApiClient {
  const call = async (method: 'GET' | 'POST' | 'DELETE', target: string, sent: PostRequest = {}) => {
    const authorization: Record<string, string> =
      sent.anonymous === true ? {} : { Authorization: `Bearer ${requireToken(token, env)}` };
    const response = await reach(url, `${url}/api/v1${target}`, {
      method,
      headers: {
        'User-Agent': 'pagectl',
        ...authorization,
        ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(sent.body ?? {}) } : {}),
    });
    if (!response.ok) throw refusal(response.status, await response.text(), url);
    return response;
  };
  return {
    get: async (path, schema, query) => read(schema, await call('GET', path + queryText(query))),
    post: async (path, schema, request) => read(schema, await call('POST', path + queryText(request?.query), request)),
    delete: async (path, schema, query) => read(schema, await call('DELETE', path + queryText(query))),
    ready: async (schema) => read(schema, await reach(url, `${url}/readyz`, { method: 'GET' })),
  };
}

function requireToken(token: string | null, env: Terminal['env']): string {
  if (token !== null) return token;
  throw new CliError(
    `no token: sign in with \`pagectl login YOURNAME\`, or set PAGING_ROUTER_TOKEN, or DATA_DIR to the router's data directory (${tokenFile(env)} cannot be read)`,
    2,
  );
}

async function reach(root: string, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
    throw new CliError(
      `cannot reach the router at ${root} (${reason}); start it with \`npm start\`, or set PAGING_ROUTER_URL`,
      3,
      { cause: error },
    );
  }
}

async function read<S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> {
  const text = await response.text();
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new CliError('the answer is not that of a paging-router of this version; check PAGING_ROUTER_URL', 3, {
      cause: error,
    });
  }
}

function refusal(status: number, text: string, url: string): CliError {
  const problem = problemOf(text);
  if (status === 401 && problem?.code !== 'wrong-code') {
    const why = problem?.detail === undefined ? '' : ` (${problem.detail})`;
    return new CliError(`the router at ${url} refuses the token; sign in with \`pagectl login YOURNAME\`${why}`, 1);
  }
  if (problem === null) return new CliError(`the router at ${url} answered ${status}`, status >= 500 ? 3 : 1);
  const message = messageOf(problem);
  if (problem.requestAccess !== undefined) return new AskableError(message, problem.requestAccess);
  if (status >= 500) return new CliError(message, 3);
  return new CliError(message, status === 400 ? 2 : 1);
}

function messageOf({ errors = [], detail, title }: z.infer<typeof Problem>): string {
  if (errors.length === 0) return detail ?? title;
  return errors.map((fault) => (fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`)).join('\n');
}

function problemOf(text: string): z.infer<typeof Problem> | null {
  try {
    return Problem.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
