import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request may bring alerts of a source. `wrong`: a sender that lost its token, or whose token was rotated.
 * `stranger`: without a token, at a source that has none set: a scanner rather than a sender.
 */
export type TokenVerdict = 'valid' | 'wrong' | 'stranger';

export type VerifyToken = (source: string, req: IncomingMessage, query: URLSearchParams) => TokenVerdict;

/**
 * Checks `Authorization: Bearer` or `?token=` against the tokens of a source (several are valid at once, for rotation).
 * A source without tokens is open to this machine only, and only where `openOnLoopback` says so.
 */
export function createVerifyToken(
  tokens: ReadonlyMap<string, readonly string[]>,
  openOnLoopback: boolean,
): VerifyToken {
  const digests = new Map([...tokens].map(([source, valid]) => [source, valid.map(digestOf)]));
  return (source, req, query) => {
    const valid = digests.get(source) ?? [];
    if (valid.length === 0 && openOnLoopback && isLocal(req)) return 'valid';
    const presented = [bearerOf(req), query.get('token')].flatMap((token) => (token ? [digestOf(token)] : []));
    if (presented.some((token) => isOneOf(token, valid))) return 'valid';
    return valid.length === 0 && presented.length === 0 ? 'stranger' : 'wrong';
  };
}

/** Compares with every valid one, so that the time taken does not tell which. */
function isOneOf(token: Buffer, valid: readonly Buffer[]): boolean {
  return valid.filter((candidate) => timingSafeEqual(candidate, token)).length > 0;
}

function bearerOf(req: IncomingMessage): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1];
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** From this machine, neither through a proxy nor out of a browser (a web page must not forge alerts). */
function isLocal(req: IncomingMessage): boolean {
  const address = req.socket.remoteAddress ?? '';
  if (!/^(?:127\.|::1$|::ffff:127\.)/.test(address)) return false;
  return !Object.keys(req.headers).some((name) =>
    /^(?:x-forwarded-|forwarded$|x-real-ip$|via$|origin$|sec-fetch-site$)/.test(name),
  );
}
