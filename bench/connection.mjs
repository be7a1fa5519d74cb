// One keep-alive HTTP connection on a raw socket, one request in flight: cheap enough to share the cores with what it loads.
import net from 'node:net';

/** Opens a connection to `url`; `post(body)` resolves with the status code. */
export async function openConnection(url, headers = {}) {
  const { port, hostname, host, pathname } = new URL(url);
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n${extra.join('')}`;
  let received = '';
  let waiting = null;

  const socket = net.connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
  await new Promise((connected, refused) => socket.once('connect', connected).once('error', refused));
  socket.on('data', (text) => {
    received += text;
    const end = endOfAnswer(received);
    if (end === null) return;
    const status = Number(received.slice(9, 12));
    received = received.slice(end);
    settle((pending) => pending.answered(status));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => settle((pending) => pending.failed(new Error('the connection was closed'))));

  function settle(how) {
    const pending = waiting;
    waiting = null;
    if (pending !== null) how(pending);
  }

  return {
    post: (body) =>
      new Promise((answered, failed) => {
        if (socket.destroyed) return failed(new Error('the connection is closed'));
        waiting = { answered, failed };
        socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** Where the first answer in `text` ends; null while it is not whole. */
function endOfAnswer(text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const end = bodyEnd(text, headEnd);
  return end === null || text.length < end ? null : end;
}

function bodyEnd(text, headEnd) {
  const head = text.slice(0, headEnd);
  const length = /content-length: *(\d+)/i.exec(head);
  if (length !== null) return headEnd + 4 + Number(length[1]);
  if (!/transfer-encoding: *chunked/i.test(head)) return headEnd + 4;
  const last = text.indexOf('\r\n0\r\n\r\n', headEnd);
  return last < 0 ? null : last + 7;
}
