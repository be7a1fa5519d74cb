import { Agent, request } from 'undici';
import { z } from 'zod';

/** Where Icinga's API is and how it is spoken to. */
export interface IcingaApiSettings {
  /** Of one Icinga or of the masters of one cluster, without closing slash; asked in turn until one answers. */
  readonly urls: readonly string[];
  readonly user: string;
  readonly password: string;
  /** PEM of the only authority that its certificate may come from. */
  readonly ca: string;
  /** Name in its certificate, where that is not the host of the address. */
  readonly certificateName: string | null;
}

/** Icinga refused, or did not answer. The text names what was asked, never the credentials. */
class IcingaApiError extends Error {
  override readonly name = 'IcingaApiError';
}

/** The two kinds of calls that Icinga's API has: questions and actions. */
export interface IcingaClient {
  /** Reads objects; `question` is Icinga's own: attrs, joins, filter, filter_vars. */
  query(path: string, question?: Readonly<Record<string, unknown>>): Promise<readonly unknown[]>;
  /** Answers with the result of each object. An action that finds no object has no results. */
  act(action: string, body: Readonly<Record<string, unknown>>): Promise<readonly ActionResult[]>;
  close(): Promise<void>;
}

export interface ActionResult {
  readonly code: number;
  readonly status: string;
}

const Results = z.object({ results: z.array(z.unknown()) });
const ActionResults = z.object({ results: z.array(z.object({ code: z.number(), status: z.string().default('') })) });
/** An error, of whichever library; the code of a time-out is a number. */
const Failure = z.object({ name: z.string().default('Error'), code: z.string().catch('') });
const longestAnswerBytes = 256 * 1024 * 1024;

/** Speaks to Icinga's API over one pool of kept connections; redirects are not followed, nothing is retried here. */
export function createIcingaClient(settings: IcingaApiSettings, timeoutMs: number): IcingaClient {
  const agent = new Agent({
    connections: 4,
    connect: {
      timeout: timeoutMs / 2,
      ca: settings.ca,
      ...(settings.certificateName !== null && { servername: settings.certificateName }),
    },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: longestAnswerBytes,
  });
  const authorization = `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`;
  const closing = new AbortController();
  /** The one that answered last is asked first. */
  let urls = settings.urls;

  async function call(path: string, body: object, isQuestion: boolean): Promise<Answer> {
    const failures: string[] = [];
    for (const url of urls) {
      const answer = await ask(url, { path, body, isQuestion }).catch((cause: unknown) => reasonOf(cause));
      if (typeof answer !== 'string' && answer.status !== 503) {
        urls = [url, ...urls.filter((other) => other !== url)];
        return answer;
      }
      failures.push(`${url}: ${typeof answer === 'string' ? answer : 'it is reloading'}`);
    }
    throw new IcingaApiError(failures.join('; '));
  }

  async function ask(url: string, asked: { path: string; body: object; isQuestion: boolean }): Promise<Answer> {
    const { statusCode, body } = await request(`${url}/v1/${asked.path}`, {
      dispatcher: agent,
      method: 'POST',
      headers: {
        authorization,
        accept: 'application/json',
        'content-type': 'application/json',
        ...(asked.isQuestion && { 'x-http-method-override': 'GET' }),
      },
      body: JSON.stringify(asked.body),
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: statusCode, body: readJson(await body.text()) };
  }

  return {
    async query(path, question = {}) {
      const answer = await call(path, question, true);
      const read = Results.safeParse(answer.body);
      if (answer.status === 200 && read.success) return read.data.results;
      throw new IcingaApiError(refusalText(answer, path));
    },
    async act(action, body) {
      const answer = await call(`actions/${action}`, body, false);
      const read = ActionResults.safeParse(answer.body);
      // The status of the answer is that of the batch; where there are results each has its own.
      if (read.success) return read.data.results;
      if (answer.status === 404) return [];
      throw new IcingaApiError(refusalText(answer, `actions/${action}`));
    },
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refusalText({ status, body }: Answer, path: string): string {
  const said = z.object({ status: z.string() }).safeParse(body);
  const advice = {
    401: ': are ICINGA2_API_USER and ICINGA2_API_PASSWORD right?',
    403: `: the API user needs ${permissionOf(path)}`,
  };
  const hint = status === 401 || status === 403 ? advice[status] : '';
  return `Icinga answers ${status} to ${path}${said.success ? ` (${said.data.status})` : ''}${hint}`;
}

function permissionOf(path: string): string {
  const [area, name = ''] = path.split('/');
  if (area !== 'objects') return area === 'status' ? 'status/query' : path;
  return `objects/query/${name.charAt(0).toUpperCase()}${name.slice(1, -1)}`;
}

function reasonOf(cause: unknown): string {
  const read = Failure.safeParse(cause);
  if (!read.success) return 'it does not answer';
  const { name, code } = read.data;
  if (name === 'TimeoutError') return 'it does not answer in time';
  return code.startsWith('ERR_TLS') || /CERT|SELF_SIGNED|ISSUER|VERIFY/.test(code)
    ? `its certificate is not trusted (${code}): see ICINGA2_API_CA and ICINGA2_API_CERTIFICATE_NAME`
    : `it cannot be reached (${code || name})`;
}
