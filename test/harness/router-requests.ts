import type { App } from '../../src/app.js';

/** What came back for an alert. */
export interface AlertAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Of an accepted alert. */
  readonly alertId: string | null;
}

export interface AlertOptions {
  /** Status that must come back; 202 by default. */
  readonly expect?: number;
  /** Bearer token of the source. */
  readonly token?: string;
  /** Puts the fields into the query of a GET, as a Watchmouse URL contact does. */
  readonly method?: 'GET' | 'POST';
}

/** An object or array goes as JSON, `URLSearchParams` as a form, text as it is (`text/plain`). */
export type AlertPayload = object | URLSearchParams | string;

type Target = Pick<App, 'address' | 'adminToken'>;

/** Sends an alert as its source does, over HTTP. Throws when the answer has another status than expected. */
export async function sendAlert(
  { address }: Target,
  source: string,
  { payload, expect = 202, token, method = 'POST' }: AlertOptions & { readonly payload: AlertPayload },
): Promise<AlertAnswer> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const path = `${address}/webhooks/${source}`;
  const response =
    method === 'GET'
      ? await fetch(`${path}?${queryOf(payload)}`, { headers })
      : await fetch(path, { method, ...bodyOf(payload, headers) });
  const body = readBody(await response.text());
  if (response.status !== expect) throw unexpectedStatus(`POST /webhooks/${source}`, expect, response.status, body);
  return { status: response.status, body, alertId: alertIdOf(body) };
}

/** Calls `/api/v1<path>` with the admin token; any status of 200 to 299, or exactly the expected one. */
export async function callApi(
  { address, adminToken }: Target,
  { method, path, body, expect }: { method: string; path: string; body?: unknown; expect?: number | undefined },
): Promise<unknown> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${adminToken.token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = readBody(await response.text());
  const fits = expect === undefined ? response.ok : response.status === expect;
  if (!fits) throw unexpectedStatus(`${method} ${path}`, expect ?? '2xx', response.status, answer);
  return answer;
}

function queryOf(payload: AlertPayload): URLSearchParams {
  if (payload instanceof URLSearchParams) return payload;
  return new URLSearchParams(Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]));
}

function bodyOf(
  payload: AlertPayload,
  headers: Readonly<Record<string, string>>,
): Pick<RequestInit, 'body' | 'headers'> {
  if (typeof payload === 'string' || payload instanceof URLSearchParams) return { headers, body: payload };
  return { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(payload) };
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function alertIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('alertId' in body)) return null;
  return String(body.alertId);
}

function unexpectedStatus(what: string, wanted: number | string, got: number, body: unknown): Error {
  return new Error(`${what}: expected ${wanted}, got ${got} ${JSON.stringify(body)}`);
}
