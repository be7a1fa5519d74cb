import { createServer } from 'node:http';

/**
 * A stand-in for the router that keeps what it gets. `answer(request)` returns `{status, type?, body?, afterMs?}`
 * or `'never'`; it may be replaced while the stand-in runs.
 */
export async function startRecordingRouter(answer = () => ({ status: 202 })) {
  const router = { answer, requests: [], url: '', port: 0, stop };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const received = {
        path: request.url,
        headers: request.headers,
        bytes: Buffer.byteLength(text),
        body: parse(text),
      };
      router.requests.push(received);
      reply(response, router.answer(received));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  router.port = server.address().port;
  router.url = `http://127.0.0.1:${router.port}`;
  return router;

  function stop() {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  }
}

/** Every alert of all requests with its eventId and text, in the order of arrival. */
export function alertsOf(router) {
  return router.requests.flatMap((request) => request.body);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { unreadable: text };
  }
}

function reply(response, outcome) {
  if (outcome === 'never') return;
  setTimeout(() => {
    response.writeHead(outcome.status, { 'content-type': outcome.type ?? 'application/json', ...outcome.headers });
    response.end(outcome.body ?? '{"alertId":"x"}');
  }, outcome.afterMs ?? 0);
}
