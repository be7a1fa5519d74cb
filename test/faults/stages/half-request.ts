import { type ClientRequest, request } from 'node:http';
import { problemOf } from '../storm.js';

/**
 * Begins to send an alert: resolves when the router has seen the headers and asks for the body (100 Continue, in the turn
 * of the event loop that has checked the token). The failure of the rest is expected.
 */
export function sendHeaders(url: string, host: string): Promise<{ sendHalfOfTheBody(): Promise<void> }> {
  const body = JSON.stringify(problemOf(host));
  return new Promise((resolve) => {
    const sending: ClientRequest = request(`${url}/webhooks/generic`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, Expect: '100-continue' },
    });
    sending.on('error', () => {});
    sending.on('continue', () => {
      resolve({
        sendHalfOfTheBody: () => new Promise((sent) => sending.write(body.slice(0, body.length / 2), () => sent())),
      });
    });
    sending.flushHeaders();
  });
}
