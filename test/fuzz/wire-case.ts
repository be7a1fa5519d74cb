/** One HTTP request as it goes over the wire. Bytes are Latin-1 text. */
export interface WireCase {
  readonly method: string;
  /** What stands behind the method: path and query, also what is none. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  /** In chunks of this size instead of with a Content-Length; null: with a length. */
  readonly chunk: number | null;
  /** An alert that no router may refuse, whatever texts it carries. */
  readonly authentic: boolean;
}

/** The bytes of the request, as Latin-1 text. */
export function wireBytes({ method, target, headers, body, chunk }: WireCase): string {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: router',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  if (chunk !== null) return `${lines.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks(body, chunk)}`;
  const length = body === '' && method === 'GET' ? '' : `Content-Length: ${body.length}\r\n`;
  return `${lines.join('\r\n')}\r\n${length}\r\n${body}`;
}

function chunks(body: string, size: number): string {
  const parts: string[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.slice(at, at + size);
    parts.push(`${part.length.toString(16)}\r\n${part}\r\n`);
  }
  return `${parts.join('')}0\r\n\r\n`;
}
