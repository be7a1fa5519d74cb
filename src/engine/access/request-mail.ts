import type { AccessRequest } from '../../domain/access-request.js';
import type { Person, Rules } from '../../domain/rules.js';
import { renderAccessDecision, renderAccessRequest } from '../../pipeline/deliver/render-access-request.js';
import type { Clock, Log } from '../../ports.js';
import type { TellPerson } from './tell-person.js';

export interface RequestMailDeps {
  readonly tell: TellPerson;
  /** Whole address of the page on which a person decides. */
  readonly link: (requestId: string, person: string) => string;
  /** By which the person may answer by text; null: they may not. */
  readonly code: (requestId: string, person: Person) => Promise<number | null>;
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly log: Log;
}

/** What people are told of an access request. Nobody waits for it: the record stands, and anybody who may can decide. */
export interface RequestMail {
  askThem(request: AccessRequest): void;
  tellOutcome(request: AccessRequest): void;
}

const soonMs = 3_600_000;
/** A question whose window is over needs no answer. */
const shortestValiditySeconds = 60;
const longestValiditySeconds = 600;

/** By the way of each for what is urgent, where it starts within the hour; else by that for what can wait. */
export function createRequestMail(deps: RequestMailDeps): RequestMail {
  const { tell, rules, clock, log } = deps;
  const displayName = (name: string) => rules().people.get(name)?.displayName ?? name;

  function send(person: Person, message: Parameters<typeof tell>[1], request: AccessRequest): void {
    const now = clock.now();
    const left = Math.round((request.endsAt - now) / 1000);
    const validitySeconds = Math.min(longestValiditySeconds, Math.max(shortestValiditySeconds, left));
    const urgency = request.startsAt - now <= soonMs ? 'high' : 'low';
    tell(person, message, { urgency, validitySeconds })
      .then((taken) => {
        if (!taken) log.warn({ person: person.name, request: request.id }, 'somebody could not be told of a request');
      })
      .catch((cause: unknown) => log.warn({ cause, request: request.id }, 'somebody could not be told of a request'));
  }

  /** Without a code there is still the link. */
  async function ask(person: Person, request: AccessRequest): Promise<void> {
    const code = await deps.code(request.id, person).catch((cause: unknown) => {
      log.warn({ cause, request: request.id }, 'a request goes out without a code to answer by');
      return null;
    });
    const reader = { timezone: person.timezone, now: clock.now(), displayName };
    send(person, renderAccessRequest(request, { link: deps.link(request.id, person.name), code }, reader), request);
  }

  return {
    askThem(request) {
      for (const name of request.asked) {
        const person = rules().people.get(name);
        if (person === undefined) continue;
        void ask(person, request);
      }
    },
    tellOutcome(request) {
      const person = rules().people.get(request.person);
      if (person === undefined) return;
      const reader = { timezone: person.timezone, now: clock.now(), displayName };
      send(person, renderAccessDecision(request, reader), request);
    },
  };
}
