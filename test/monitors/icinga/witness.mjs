import { createServer } from 'node:http';

/**
 * Stands between the sender and the router, passes every request on as it came, and writes down what came and what the
 * router answered. While the router is away it breaks the connection, as nobody listening would.
 */
export async function startWitness(router) {
  const requests = [];
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => pass(request, Buffer.concat(chunks), response));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, requests, alertsOf, stop };

  async function pass(request, body, response) {
    try {
      const { authorization, 'content-type': type } = request.headers;
      const headers = { 'content-type': type, ...(authorization && { authorization }) };
      const answer = await fetch(`${router.url}${request.url}`, { method: 'POST', headers, body });
      const text = await answer.text();
      requests.push({ status: answer.status, body: JSON.parse(body.toString('utf8')), answer: text });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(text);
    } catch {
      response.destroy();
    }
  }

  /** What the router accepted about one host: `{type, eventId, alertId, user, spooled, macros}` in the order of arrival. */
  function alertsOf(host) {
    return requests
      .filter(({ status }) => status === 202)
      .flatMap(({ body, answer }) => {
        const ids = JSON.parse(answer);
        return [body].flat().map((macros, index) => ({
          type: macros['notification.type'],
          eventId: macros.eventId,
          alertId: ids.alertIds?.[index] ?? ids.alertId,
          user: macros['user.name'],
          spooled: macros.spooled === true,
          macros,
        }));
      })
      .filter(({ macros }) => macros['host.name'] === host);
  }

  function stop() {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  }
}
