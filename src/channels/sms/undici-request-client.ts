import twilio from 'twilio';
import type RequestClient from 'twilio/lib/base/RequestClient.js';
import { Agent } from 'undici';
import { exchange } from './exchange.js';
import { ProviderError } from './provider-error.js';

const CONNECTIONS = 64;

type RequestOptions<TData = unknown> = RequestClient.RequestOptions<TData>;

export interface UndiciClientOptions {
  /** Replaces `https://api.twilio.com`; may have a path, as Twilio-compatible gateways do. */
  readonly apiBase: string;
  /** Bound of one whole call; half of it for connecting. */
  readonly timeoutMs: number;
}

/** Twilio's HTTP client interface on undici: keep-alive, no retries, no redirects, a quarter of the CPU time of axios. */
export function createUndiciRequestClient({ apiBase, timeoutMs }: UndiciClientOptions): {
  readonly httpClient: twilio.RequestClient;
  readonly close: () => Promise<void>;
} {
  const dispatcher = new Agent({
    connections: CONNECTIONS,
    connect: { timeout: timeoutMs / 2 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  // Its constructor would make a client of axios, which the bundle leaves out.
  const httpClient: twilio.RequestClient = Object.create(twilio.RequestClient.prototype);
  const base = new URL(apiBase);
  httpClient.request = async <TData>(options: RequestOptions<TData>) => {
    const { statusCode, headers, text } = await exchange(
      dispatcher,
      {
        origin: base.origin,
        path: pathOf(options, base),
        method: options.method === 'get' ? 'GET' : 'POST',
        headers: headersOf(options),
        body: options.data === undefined ? null : formOf(options.data ?? {}).toString(),
      },
      timeoutMs,
    );
    if (statusCode >= 300) throw providerError(statusCode, headers['retry-after'], text);
    return { statusCode, headers, body: parsed<TData>(text) };
  };
  return { httpClient, close: () => dispatcher.close() };
}

function pathOf(options: RequestOptions, base: URL): string {
  const { pathname, searchParams } = new URL(options.uri);
  for (const [name, value] of formOf(options.params ?? {})) searchParams.append(name, value);
  const query = searchParams.toString();
  return `${base.pathname.replace(/\/+$/, '')}${pathname}${query === '' ? '' : `?${query}`}`;
}

function headersOf({ headers, username = '', password = '' }: RequestOptions) {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) if (typeof value === 'string') sent[name] = value;
  return { ...sent, authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function formOf(fields: object): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) form.append(name, String(one));
  }
  return form;
}

/** The SDK reads a body of whatever shape it gets; a 2xx that is no JSON is null, and so an unknown outcome. */
function parsed<TData>(text: string): TData {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse('null');
  }
}

function providerError(status: number, retryAfter: string | string[] | undefined, text: string): ProviderError {
  const body = parsed<{ readonly code?: unknown } | null>(text);
  const code = typeof body?.code === 'number' ? body.code : null;
  const seconds = Number(retryAfter);
  return new ProviderError({ status, code, retryAfterSeconds: seconds > 0 ? Math.ceil(seconds) : null });
}
