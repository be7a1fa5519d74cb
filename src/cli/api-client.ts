import { z } from 'zod';
import { CliError } from './cli-error.js';
import { type Connection, tokenFile } from './connection.js';
import type { Terminal } from './terminal.js';

/** Speaks with the admin API; failures are thrown as `CliError` that say what to do. */
export interface ApiClient {
  /** Reads `/api/v1<path>`; `query` leaves out what is undefined. */
  get<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.output<S>>;
  post<S extends z.ZodType>(path: string, schema: S, request?: { body?: unknown; query?: Query }): Promise<z.output<S>>;
  delete<S extends z.ZodType>(path: string, schema: S, query?: Query): Promise<z.output<S>>;
  /** `/readyz`, whatever its status. */
  ready<S extends z.ZodType>(schema: S): Promise<z.output<S>>;
}

type Query = Readonly<Record<string, string | number | undefined>>;

const TIMEOUT_MS = 15_000;

const Problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export function createApiClient({ url, token }: Connection, env: Terminal['env']): ApiClient {
  const call = async (method: 'GET' | 'POST' | 'DELETE', target: string, body?: unknown) => {
    if (token === null) {
      throw new CliError(
        `no admin token: set PAGING_ROUTER_TOKEN, or DATA_DIR to the router's data directory (${tokenFile(env)} cannot be read)`,
        2,
      );
    }
    const response = await reach(url, `${url}/api/v1${target}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'User-Agent': 'pagectl',
        ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
    });
    if (!response.ok) throw refusal(response.status, await response.text(), url);
    return response;
  };
  return {
    get: async (path, schema, query) => read(schema, await call('GET', path + queryText(query))),
    post: async (path, schema, request) =>
      read(schema, await call('POST', path + queryText(request?.query), request?.body)),
    delete: async (path, schema, query) => read(schema, await call('DELETE', path + queryText(query))),
    ready: async (schema) => read(schema, await reach(url, `${url}/readyz`, { method: 'GET' })),
  };
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
  if (status === 401) {
    return new CliError(`the router at ${url} refuses the token; set PAGING_ROUTER_TOKEN to its admin token`, 1);
  }
  const problem = problemOf(text);
  if (problem === null) return new CliError(`the router at ${url} answered ${status}`, status >= 500 ? 3 : 1);
  const faults = problem.errors ?? [];
  const message =
    faults.length > 0
      ? faults.map((fault) => (fault.path === '' ? fault.message : `${fault.path}: ${fault.message}`)).join('\n')
      : (problem.detail ?? problem.title);
  if (status >= 500) return new CliError(message, 3);
  return new CliError(message, status === 400 ? 2 : 1);
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
