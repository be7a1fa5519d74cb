import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Codes of node's parser for requests that are not its own kind of wrong. */
const REFUSALS: Readonly<Record<string, { readonly status: number; readonly code: string; readonly title: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers-too-large', title: 'Path and headers are larger than 16 KiB' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too-large', title: 'The chunk extensions are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too-slow', title: 'The request did not arrive in time' },
};
const MALFORMED = { status: 400, code: 'malformed-http', title: 'The request is not HTTP as it must be' } as const;

/** Answers what never became a request (malformed, too large, too slow) with a problem, and ends its connection. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
