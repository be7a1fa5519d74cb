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

/** What people are told of an access request. The record stands whoever hears of it, and anybody who may can decide. */
export interface RequestMail {
  /** Resolves with true when a message to one of them is taken, with false when none was; and with true after some seconds. */
  askThem(request: AccessRequest): Promise<boolean>;
  tellOutcome(request: AccessRequest): void;
}

const soonMs = 3_600_000;
/** Who asks waits so long for the first who hears of it. */
const patienceMs = 5000;
/** A question whose window is over needs no answer. */
const shortestValiditySeconds = 60;
const longestValiditySeconds = 600;

/** By the way of each for what is urgent, where it starts within the hour; else by that for what can wait. */
export function createRequestMail(deps: RequestMailDeps): RequestMail {
  const { tell, rules, clock, log } = deps;
  const displayName = (name: string) => rules().people.get(name)?.displayName ?? name;

  function send(person: Person, message: Parameters<typeof tell>[1], request: AccessRequest): Promise<boolean> {
    const now = clock.now();
    const left = Math.round((request.endsAt - now) / 1000);
    const validitySeconds = Math.min(longestValiditySeconds, Math.max(shortestValiditySeconds, left));
    const urgency = request.startsAt - now <= soonMs ? 'high' : 'low';
    return tell(person, message, { urgency, validitySeconds })
      .catch((cause: unknown) => {
        log.warn({ cause, request: request.id }, 'a message could not be given to its channel');
        return false;
      })
      .then((taken) => {
        if (!taken) log.warn({ person: person.name, request: request.id }, 'somebody could not be told of a request');
        return taken;
      });
  }

  /** Without a code there is still the link. */
  async function ask(person: Person, request: AccessRequest): Promise<boolean> {
    const code = await deps.code(request.id, person).catch((cause: unknown) => {
      log.warn({ cause, request: request.id }, 'a request goes out without a code to answer by');
      return null;
    });
    const reader = { timezone: person.timezone, now: clock.now(), displayName };
    return send(
      person,
      renderAccessRequest(request, { link: deps.link(request.id, person.name), code }, reader),
      request,
    );
  }

  return {
    async askThem(request) {
      const told = request.asked.map(async (name) => {
        const person = rules().people.get(name);
        return person === undefined ? false : ask(person, request);
      });
      return anyWithin(told, patienceMs);
    },
    tellOutcome(request) {
      const person = rules().people.get(request.person);
      if (person === undefined) return;
      const reader = { timezone: person.timezone, now: clock.now(), displayName };
      void send(person, renderAccessDecision(request, reader), request);
    },
  };
}

/** Whether one of them is true; those that take longer may become so. */
async function anyWithin(promises: readonly Promise<boolean>[], ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, true);
  });
  const first = Promise.any(promises.map(async (promise) => ((await promise) ? true : Promise.reject())));
  const any = await Promise.race([first.catch(() => false), late]);
  clearTimeout(timer);
  return any;
}
