import { connect, type Socket } from 'node:net';

export interface WireAnswer {
  /** 0: the connection ended without an answer. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** From the first byte sent to the last one received. */
  readonly ms: number;
}

/** Connections to one server, kept alive, that send exactly the bytes they are given. */
export interface WireClient {
  send(bytes: string, method: string): Promise<WireAnswer>;
  close(): void;
}

const giveUpMs = 10_000;

export function createWireClient(port: number): WireClient {
  const idle: Socket[] = [];
  const all = new Set<Socket>();

  function open(): Socket {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    all.add(socket);
    socket.once('close', () => all.delete(socket));
    socket.on('error', () => {});
    return socket;
  }

  return {
    async send(bytes, method) {
      const socket = idle.pop() ?? open();
      const answer = await exchange(socket, bytes, method);
      const reusable = answer.status !== 0 && answer.headers.get('connection') !== 'close' && !socket.destroyed;
      if (reusable) idle.push(socket);
      else socket.destroy();
      return answer;
    },
    close() {
      for (const socket of all) socket.destroy();
    },
  };
}

function exchange(socket: Socket, bytes: string, method: string): Promise<WireAnswer> {
  return new Promise((resolve) => {
    const started = performance.now();
    const received: Buffer[] = [];
    const finish = (answer: Omit<WireAnswer, 'ms'>) => {
      clearTimeout(timer);
      socket.off('data', take).off('close', ended);
      resolve({ ...answer, ms: performance.now() - started });
    };
    const ended = () => finish(readAnswer(Buffer.concat(received), { method, ended: true }) ?? nothing);
    const take = (chunk: Buffer) => {
      received.push(chunk);
      const answer = readAnswer(Buffer.concat(received), { method, ended: false });
      if (answer !== null) finish(answer);
    };
    const timer = setTimeout(() => finish(nothing), giveUpMs);
    socket.on('data', take).on('close', ended);
    socket.write(bytes, 'latin1');
  });
}

const nothing = { status: 0, headers: new Map<string, string>(), body: '' };

/** The one answer in these bytes, or null while it is not whole. `100 Continue` is no answer. */
function readAnswer(
  bytes: Buffer,
  { method, ended }: { readonly method: string; readonly ended: boolean },
): Omit<WireAnswer, 'ms'> | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = bytes.subarray(headEnd + 4);
  if (status === 100) return readAnswer(rest, { method, ended });
  const headers = new Map(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  if (method === 'HEAD' || status === 204 || status === 304) return { status, headers, body: '' };
  if (headers.get('transfer-encoding') === 'chunked') {
    return rest.includes('0\r\n\r\n') ? { status, headers, body: dechunk(rest.toString('latin1')) } : null;
  }
  const length = headers.get('content-length');
  if (length === undefined ? !ended : rest.length < Number(length)) return null;
  return { status, headers, body: rest.toString('utf8', 0, length === undefined ? undefined : Number(length)) };
}

function dechunk(text: string): string {
  let body = '';
  let at = 0;
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return Buffer.from(body, 'latin1').toString('utf8');
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 4 + size;
  }
}
