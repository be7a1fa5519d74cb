import type { WindowSpan } from '../domain/access.js';
import type { AccessRequest } from '../domain/access-request.js';
import { judgeAction } from '../pipeline/access/judge-action.js';
import { obstacleTo, type SilencePorts, type SilenceWish, silenceAsked } from './silence-link.js';

const LATEST_REQUESTS = 50;

/** What the reader has asked for already, or may ask those who may. */
export interface Asking {
  /** Their latest request for the same service, while its time is not over; null: there is none. */
  readonly request: AccessRequest | null;
  readonly mayAsk: boolean;
}

/** Whether asking is open to a reader whom the rules do not let silence it; null: nothing is to be asked. */
export async function askingOf(ports: SilencePorts, wish: SilenceWish): Promise<Asking | null> {
  const verdict = obstacleTo(ports, wish)?.verdict ?? null;
  if (verdict === null) return null;
  const { span, caller } = silenceAsked(ports, wish);
  const request = await latestRequest(ports, wish, span);
  const question = { principal: caller.principal, action: 'access-requests.create', resource: span } as const;
  const may = judgeAction(question, ports.rules.rules()).kind === 'allowed' && verdict.whoMay.length > 0;
  return { request, mayAsk: may && request?.state !== 'open' };
}

/** Asks those who may for the window that the button would have opened, once. Null: they are asked; else why not. */
export async function askToSilence(ports: SilencePorts, wish: SilenceWish): Promise<string | null> {
  const asking = await askingOf(ports, wish);
  // Whoever may by now finds the button, and what is over has nothing to ask for: the page says which.
  if (asking === null || asking.request?.state === 'open') return null;
  if (!asking.mayAsk) return 'There is nobody whom you could ask. Acknowledge the incident instead.';
  const { span, caller, reason } = silenceAsked(ports, wish);
  const result = await ports.access.requests.ask({ ...span, reason }, caller);
  ports.log.info({ incident: wish.incident.number, person: wish.person, result: result.kind }, 'silence asked by link');
  return result.kind === 'refused' || result.kind === 'not-found' ? `${result.text}.` : null;
}

async function latestRequest(
  { access, clock }: SilencePorts,
  { person }: SilenceWish,
  { services }: WindowSpan,
): Promise<AccessRequest | null> {
  const { items } = await access.requests.list(LATEST_REQUESTS);
  const isSame = (request: AccessRequest) =>
    request.person === person &&
    request.endsAt > clock.now() &&
    request.match.length === 0 &&
    isAbout(request, services);
  return items.find(isSame) ?? null;
}

function isAbout(request: AccessRequest, services: readonly string[]): boolean {
  return request.services.length === services.length && services.every((name) => request.services.includes(name));
}
