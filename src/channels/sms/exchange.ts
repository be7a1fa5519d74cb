import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors } from 'undici';

/** The whole answer to one HTTP request. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * One request and its answer as a text, in `timeoutMs` at most; rejects as `request` of undici does. That one makes a stream of
 * each body, at the cost of all the rest.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  timeoutMs: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let [statusCode, headers]: [number, IncomingHttpHeaders] = [0, {}];
    let under: Dispatcher.DispatchController | null = null;
    let ended: Error | null = null;
    const end = (error: Error): void => {
      ended = error;
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => {
      const tooLate = new errors.RequestAbortedError();
      end(tooLate);
      under?.abort(tooLate);
    }, timeoutMs);

    dispatcher.dispatch(options, {
      onRequestStart(controller) {
        // It has waited for a connection until nobody waited for it: it must not leave any more.
        if (ended !== null) controller.abort(ended);
        under = controller;
      },
      onResponseStart(_controller, status, head) {
        [statusCode, headers] = [status, head];
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        clearTimeout(timer);
        resolve({ statusCode, headers, text: Buffer.concat(chunks).toString() });
      },
      onResponseError(_controller, error) {
        end(error);
      },
    });
  });
}
