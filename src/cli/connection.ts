import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from './cli-error.js';
import { keptToken } from './credentials.js';
import type { Terminal } from './terminal.js';

/** Where the router is and what opens it. */
export interface Connection {
  readonly url: string;
  readonly token: string | null;
}

/**
 * From `--url` or `PAGING_ROUTER_URL`; the token from `PAGING_ROUTER_TOKEN`, else that of `pagectl login`, else the one in
 * `DATA_DIR`: who signed in on the router's own machine acts as themselves.
 */
export function connectionOf({ env }: Pick<Terminal, 'env'>, address: string | undefined): Connection {
  const root = address ?? (env.PAGING_ROUTER_URL || `http://127.0.0.1:${env.PORT || 8080}`);
  if (!/^https?:\/\//.test(root)) {
    throw new CliError(`"${root}" is no address of a router; expected something like http://127.0.0.1:8080`, 2);
  }
  const url = root.replace(/\/+$/, '');
  return { url, token: env.PAGING_ROUTER_TOKEN || env.ADMIN_TOKEN || keptToken(env, url) || tokenInFile(env) };
}

/** Where the router keeps the token that it made. */
export function tokenFile(env: Terminal['env']): string {
  return env.PAGING_ROUTER_TOKEN_FILE || env.ADMIN_TOKEN_FILE || join(env.DATA_DIR || 'data', 'admin-token');
}

function tokenInFile(env: Terminal['env']): string | null {
  try {
    return readFileSync(tokenFile(env), 'utf8').trim() || null;
  } catch {
    return null;
  }
}
