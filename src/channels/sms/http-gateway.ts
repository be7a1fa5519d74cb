import { Agent, request } from 'undici';
import { maskAddress } from '../../domain/channel.js';
import type { SendOutcome } from '../../domain/delivery.js';
import type { GatewayTemplate } from '../../domain/gateway-template.js';
import type { Log, Message, MessageChannel } from '../../ports.js';
import { classifyTwilioError } from './classify-twilio-error.js';
import { type Filling, fillTemplate } from './fill-template.js';
import { ProviderError } from './provider-error.js';

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 1_000_000;

export interface HttpGatewayOptions {
  readonly template: GatewayTemplate;
  readonly log: Log;
  /** Bound of one call, 10 s. */
  readonly timeoutMs?: number;
}

/** SMS through a plain HTTP gateway. It cannot be asked for a message, and tells nothing of what becomes of it. */
export function createHttpGateway({ template, log, timeoutMs = TIMEOUT_MS }: HttpGatewayOptions): MessageChannel {
  const dispatcher = new Agent({
    connect: { timeout: timeoutMs / 2 },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: LARGEST_ANSWER,
  });

  async function call(message: Message): Promise<SendOutcome> {
    const filling = { to: message.to, from: template.from ?? '', text: message.text };
    const { statusCode, headers, body } = await request(fillTemplate(template.url, filling, 'url'), {
      dispatcher,
      method: template.method,
      headers: template.headers,
      body: template.body === null ? null : fillTemplate(template.body, filling, bodyKind(template.headers)),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await body.text();
    if (!isSuccess(statusCode, template.statuses)) {
      const seconds = Number(headers['retry-after']);
      throw new ProviderError({
        status: statusCode,
        code: null,
        retryAfterSeconds: seconds > 0 ? Math.ceil(seconds) : null,
      });
    }
    return outcomeOf(template, parsed(text));
  }

  return {
    channel: 'sms',
    provider: 'gateway',
    async send(message) {
      const outcome = await call(message).catch(classifyTwilioError);
      if (outcome.kind !== 'accepted') {
        const { notificationId, incidentId, to } = message;
        const { kind, code } = outcome;
        log.warn({ notificationId, incidentId, to: maskAddress(to), outcome: kind, code }, 'SMS was not accepted');
      }
      return outcome;
    },
    close: () => dispatcher.close(),
  };
}

function isSuccess(status: number, statuses: GatewayTemplate['statuses']): boolean {
  return statuses === null ? status >= 200 && status < 300 : statuses.includes(status);
}

function outcomeOf({ fields, idPath }: GatewayTemplate, answer: unknown): SendOutcome {
  const wrong = fields.find(({ path, value }) => valueAt(answer, path) !== value);
  if (wrong === undefined) return { kind: 'accepted', providerId: idPath === null ? null : valueAt(answer, idPath) };
  const text = `its answer has not the ${wrong.path} of a success`;
  return { kind: 'permanent', code: 'no-success', text, configuration: false, elsewhere: true };
}

function bodyKind(headers: GatewayTemplate['headers']): Filling {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (/json/i.test(type)) return 'json';
  if (/x-www-form-urlencoded/i.test(type)) return 'url';
  return /xml/i.test(type) ? 'xml' : 'plain';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `messages.0.id` of an answer, as text; null: it is not there. */
function valueAt(answer: unknown, path: string): string | null {
  let current = answer;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return null;
    current = Reflect.get(current, name);
  }
  return typeof current === 'string' || typeof current === 'number' || typeof current === 'boolean'
    ? String(current)
    : null;
}
