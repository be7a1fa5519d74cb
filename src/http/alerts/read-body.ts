import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'read'; readonly body: Buffer }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-slow' }
  /** The sender is gone: nobody to answer. */
  | { readonly kind: 'aborted' };

export interface BodyLimits {
  readonly maxBytes: number;
  /** From the headers to the last byte. */
  readonly timeoutMs: number;
}

/** How much of a body that is too large is read away, as a multiple of the limit, so that its sender sees the answer. */
const drained = 8;

/** Reads a request body of at most `maxBytes` within `timeoutMs`. Never rejects. */
export function readBody(req: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (body: Body) => {
      clearTimeout(timer);
      resolve(body);
    };
    const timer = setTimeout(() => end({ kind: 'too-slow' }), timeoutMs);
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > drained * maxBytes) end({ kind: 'too-large' });
    });
    req.on('end', () => end(size > maxBytes ? { kind: 'too-large' } : { kind: 'read', body: Buffer.concat(chunks) }));
    req.on('error', () => end({ kind: 'aborted' }));
    req.on('close', () => end({ kind: 'aborted' }));
  });
}
