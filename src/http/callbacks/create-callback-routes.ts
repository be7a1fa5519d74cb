import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Receipts, Texts } from '../../engine/use-cases.js';
import type { CallbackReader, Log } from '../../ports.js';
import { type BodyLimits, readBody } from '../alerts/read-body.js';
import { type Problem, sendProblem } from '../problem.js';

export interface CallbackRoutesOptions {
  readonly readers: readonly CallbackReader[];
  readonly receipts: Receipts;
  readonly texts: Texts;
  readonly log: Log;
  readonly limits?: BodyLimits;
}

/** Serves a request if its path is one of ours and says so; the caller serves the others. */
export type CallbackRoutes = (req: IncomingMessage, res: ServerResponse) => boolean;

type Answer = Problem | 'noted' | 'heard' | 'nobody';

/** TwiML that says nothing: replies go out by themselves, so that they are neither lost nor doubled. */
const NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** A callback has half a kilobyte; its provider waits 15 s for the answer. */
const defaultLimits = { maxBytes: 32_768, timeoutMs: 10_000 };

const METHOD = {
  status: 405,
  code: 'method-not-allowed',
  title: 'Method not allowed',
  detail: 'Send callbacks by POST',
  headers: { Allow: 'POST' },
} as const;
const FORGED = {
  status: 403,
  code: 'wrong-signature',
  title: 'The request is not signed by its provider',
  detail: 'What counts is the signature over PUBLIC_URL, path, query and form, with one of the tokens set here.',
} as const;
const TOO_LARGE = {
  status: 413,
  code: 'too-large',
  title: 'Body is too large',
  headers: { Connection: 'close' },
} as const;
const TOO_SLOW = {
  status: 408,
  code: 'too-slow',
  title: 'Body did not arrive in time',
  headers: { Connection: 'close' },
} as const;
const UNAVAILABLE = {
  status: 503,
  code: 'unavailable',
  title: 'It could not be stored',
  headers: { 'Retry-After': '5' },
} as const;

/** The addresses that providers call to tell what became of messages, and what phones send; to stand ahead of the alert routes. */
export function createCallbackRoutes({ readers, receipts, texts, log, limits }: CallbackRoutesOptions): CallbackRoutes {
  const byPath = new Map(readers.map((reader) => [reader.path, reader]));

  return (req, res) => {
    const [path = ''] = (req.url ?? '').split('?', 1);
    const reader = byPath.get(path);
    if (reader === undefined) return false;
    answerTo(reader, req).then(
      (answer) => send(res, answer),
      (error: unknown) => {
        log.error({ error, provider: reader.provider }, 'a request of a provider could not be stored');
        sendProblem(res, UNAVAILABLE);
      },
    );
    return true;
  };

  async function answerTo(reader: CallbackReader, req: IncomingMessage): Promise<Answer> {
    if (req.method !== 'POST') return METHOD;
    const read = await readBody(req, limits ?? defaultLimits);
    if (read.kind === 'too-large') return TOO_LARGE;
    if (read.kind === 'too-slow') return TOO_SLOW;
    return read.kind === 'aborted' ? 'nobody' : take(reader, req, read.body);
  }

  async function take(reader: CallbackReader, req: IncomingMessage, body: Buffer): Promise<Answer> {
    const { provider, advice } = reader;
    const url = req.url ?? '';
    const heard = reader.read({ query: url.slice(reader.path.length), headers: req.headers, body });
    if (heard.kind === 'forged') {
      receipts.reportForged(provider, advice);
      return FORGED;
    }
    receipts.reportGenuine(provider);
    if (heard.kind === 'receipt') {
      await receipts.take(heard.receipt);
      return 'noted';
    }
    if (heard.kind === 'text') {
      await texts.take(heard.text);
      return 'heard';
    }
    receipts.reportUnreadable(provider, heard.faults);
    return { status: 400, code: 'unreadable-callback', title: 'The callback could not be read', errors: heard.faults };
  }
}

function send(res: ServerResponse, answer: Answer): void {
  if (answer === 'nobody' || res.headersSent || res.destroyed) return;
  if (answer === 'noted') res.writeHead(204).end();
  else if (answer === 'heard') res.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(NO_REPLY);
  else sendProblem(res, answer);
}
