import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accepted, Intake } from '../../engine/use-cases.js';
import type { Clock, InputFault, Log, Metrics, Source } from '../../ports.js';
import { type Problem, sendProblem } from '../problem.js';
import { answerAccepted, answerHeard, problems } from './answers.js';
import { type BodyLimits, readBody } from './read-body.js';
import { readHeartbeat } from './read-heartbeat.js';
import { createVerifyToken } from './tokens.js';

export interface AlertRoutesOptions {
  readonly sources: readonly Source[];
  readonly intake: Intake;
  /** Source → its valid tokens; a source without any is open as `openOnLoopback` says. */
  readonly tokens: ReadonlyMap<string, readonly string[]>;
  /** Sources without token are accepted from this machine (only while the public URL is loopback). */
  readonly openOnLoopback: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits?: BodyLimits;
}

/** Serves a request if its path is one of ours and says so; the caller serves the others. */
export type AlertRoutes = (req: IncomingMessage, res: ServerResponse) => boolean;

interface Request {
  readonly source: Source;
  readonly req: IncomingMessage;
  readonly query: URLSearchParams;
  /** It brings no alert, only a sign of life. */
  readonly isHeartbeat: boolean;
}

/** What the sender gets: its alerts accounted for, a problem (with what people must be told of it), or nothing. */
type Answer =
  | { readonly kind: 'accepted'; readonly accepted: Accepted; readonly isArray: boolean }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly told?: InputFault }
  | { readonly kind: 'heard' }
  | { readonly kind: 'none' };

const prefix = '/webhooks/';
const defaultLimits = { maxBytes: 1_048_576, timeoutMs: 15_000 };

/** The alert routes `/webhooks/<source>` and `/webhooks/<source>/heartbeat` for a node:http server, to stand ahead of Express: every alert comes through here. */
export function createAlertRoutes(options: AlertRoutesOptions): AlertRoutes {
  const { clock, intake, log, metrics } = options;
  const limits = options.limits ?? defaultLimits;
  const sources = new Map(options.sources.map((source) => [source.name, source]));
  const verify = createVerifyToken(options.tokens, options.openOnLoopback);

  return (req, res) => {
    const { path, query } = splitUrl(req.url ?? '');
    if (!path.startsWith(prefix)) return false;
    const [name = '', sub, ...more] = path.slice(prefix.length).replace(/\/$/, '').split('/');
    const isHeartbeat = sub === 'heartbeat';
    const source = more.length === 0 && (isHeartbeat || sub === undefined) ? sources.get(name) : undefined;
    if (source === undefined) sendProblem(res, problems.unknownSource([...sources.keys()]));
    else serve({ source, req, query, isHeartbeat }, res).catch((error: unknown) => fail(source.name, res, error));
    return true;
  };

  async function serve(request: Request, res: ServerResponse): Promise<void> {
    const arrived = clock.now();
    const answer = await answerTo(request);
    if (answer.kind === 'accepted') answerAccepted(res, answer.accepted, answer.isArray);
    if (answer.kind === 'problem') sendProblem(res, answer.problem);
    if (answer.kind === 'heard') answerHeard(res);
    report(request.source.name, answer);
    const status = String(answer.kind === 'none' ? 499 : res.statusCode);
    metrics.count('alert_requests_total', { source: request.source.name, status });
    log.debug({ source: request.source.name, status, ms: clock.now() - arrived }, 'alert request answered');
  }

  async function answerTo(request: Request): Promise<Answer> {
    const { source, req, query } = request;
    const methods = source.acceptsGet ? ['GET', 'POST'] : ['POST'];
    if (!methods.includes(req.method ?? '')) {
      return { kind: 'problem', problem: problems.methodNotAllowed(methods.join(', ')) };
    }
    const verdict = verify(source.name, req, query);
    if (verdict === 'valid') return acceptFrom(request, req.method === 'GET' ? 'GET' : 'POST');
    return refuseToken(source.name, verdict);
  }

  function refuseToken(source: string, verdict: 'wrong' | 'stranger'): Answer {
    if (verdict === 'wrong') intake.reportWrongToken(source);
    else log.warn({ source }, 'alert refused: no token is set for its source, and it came without one');
    return { kind: 'problem', problem: problems.unauthorized(source) };
  }

  async function acceptFrom({ source, req, query, isHeartbeat }: Request, method: 'GET' | 'POST'): Promise<Answer> {
    const contentType = contentTypeOf(req);
    const problem = method === 'GET' || isHeartbeat ? null : problemOfHeaders(req, contentType);
    if (problem !== null) return refused(problem);
    const read = await readBody(req, limits);
    if (read.kind !== 'read') return answerUnread(read.kind, limits);
    query.delete('token');
    if (isHeartbeat) {
      intake.heartbeat(source.name, readHeartbeat(query, contentType, read.body));
      return { kind: 'heard' };
    }
    const accepted = await intake.accept(source, { method, query, contentType, body: read.body });
    return { kind: 'accepted', accepted, isArray: /^\s*\[/.test(read.body.subarray(0, 64).toString('latin1')) };
  }

  /** Something of ours went wrong: the sender keeps the alert and tries again. */
  function fail(source: string, res: ServerResponse, error: unknown): void {
    log.error({ error, source }, 'alert could not be taken in');
    metrics.count('alert_requests_total', { source, status: '503' });
    sendProblem(res, problems.unavailable(5));
  }

  /** An alert of a known sender that is refused becomes visible to people: its page may be missing. */
  function report(source: string, answer: Answer): void {
    if (answer.kind === 'problem' && answer.told !== undefined) intake.reportUnreadable(source, [answer.told]);
    if (answer.kind === 'accepted' && answer.accepted.kind === 'unreadable') {
      intake.reportUnreadable(source, answer.accepted.faults);
    }
  }
}

/** The query holds the token of senders that cannot set headers: it goes into no log and no message. */
function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const [path = ''] = url.split('?', 1);
  return { path, query: new URLSearchParams(url.slice(path.length + 1)) };
}

function contentTypeOf(req: IncomingMessage): string {
  const [type = ''] = (req.headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase();
}

function problemOfHeaders(req: IncomingMessage, contentType: string): Problem | null {
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return problems.encoded(encoding);
  const readable = /^$|[/+]json$|^application\/x-www-form-urlencoded$/.test(contentType);
  return readable ? null : problems.notReadableType(contentType);
}

function answerUnread(kind: 'too-large' | 'too-slow' | 'aborted', limits: BodyLimits): Answer {
  if (kind === 'too-large') return refused(problems.tooLarge(limits.maxBytes));
  return kind === 'too-slow' ? refused(problems.tooSlow(limits.timeoutMs)) : { kind: 'none' };
}

function refused(problem: Problem): Answer {
  return { kind: 'problem', problem, told: { path: 'body', message: problem.detail ?? problem.title } };
}
