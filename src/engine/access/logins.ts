import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { Caller } from '../../domain/access.js';
import type { Channel } from '../../domain/channel.js';
import type { Person, Rules } from '../../domain/rules.js';
import { personPrincipal } from '../../pipeline/access/judge-action.js';
import { renderLoginCode } from '../../pipeline/deliver/render-login-code.js';
import type { Clock, Log } from '../../ports.js';
import type { LoginStore, RateLimiter, TokenStore } from '../../ports-access.js';
import type { AuditTrail } from './audit-trail.js';
import { findPerson } from './authenticate.js';
import type { TellPerson } from './tell-person.js';
import { addToken, type MadeToken, tokenAuditState } from './tokens.js';

/** Signing in with a code that is sent to one's own phone or mailbox. */
export interface Logins {
  /** The answer is the same for people whom nobody knows. */
  start(request: { readonly person: string; readonly by?: Channel | undefined }, caller: Caller): Promise<LoginStart>;
  /** Null: the code is wrong, used, too old, or was tried too often; which of these is told to nobody. */
  confirm(
    request: { readonly id: string; readonly code: string; readonly name: string; readonly lifeSeconds: number },
    caller: Caller,
  ): Promise<MadeToken | null | Limited>;
}

export type LoginStart = { readonly kind: 'started'; readonly id: string; readonly expiresAt: number } | Limited;
export interface Limited {
  readonly kind: 'limited';
  readonly retryAfterSeconds: number;
}

export interface LoginDeps {
  readonly logins: LoginStore;
  readonly tokens: Pick<TokenStore, 'add'>;
  readonly limiter: RateLimiter;
  readonly trail: AuditTrail;
  readonly tell: TellPerson;
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly log: Log;
}

const codeDigits = 8;
const lifeSeconds = 600;
const mostAttempts = 5;
/** Whoever is written, known or not; and whoever asks. */
const perPerson = { count: 3, seconds: 600 };
const perAddress = { count: 20, seconds: 600 };
const attemptsPerAddress = { count: 60, seconds: 600 };

export function createLogins(deps: LoginDeps): Logins {
  return {
    start: (request, caller) => start(deps, request, caller),
    confirm: (request, caller) => confirm(deps, request, caller),
  };
}

async function start(
  deps: LoginDeps,
  request: { readonly person: string; readonly by?: Channel | undefined },
  { from }: Caller,
): Promise<LoginStart> {
  const person = findPerson(request.person, deps.rules());
  // One and the same person by name and by address; strangers by what is written.
  const subject = person?.name ?? request.person.toLowerCase();
  const wait = Math.max(
    await deps.limiter.take(`login-from:${digest(from ?? '')}`, perAddress),
    await deps.limiter.take(`login:${digest(subject)}`, perPerson),
  );
  if (wait > 0) return { kind: 'limited', retryAfterSeconds: wait };
  const id = randomBytes(16).toString('hex');
  const code = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  await deps.logins.keep({ id, person: person?.name ?? null, codeHash: digest(`${id} ${code}`) }, lifeSeconds);
  // Not waited for: how long the provider takes would tell whether there is such a person.
  if (person !== null) void sendCode(deps, { person, code, by: request.by });
  return { kind: 'started', id, expiresAt: deps.clock.now() + lifeSeconds * 1000 };
}

async function sendCode(
  { tell, log }: LoginDeps,
  { person, code, by }: { readonly person: Person; readonly code: string; readonly by: Channel | undefined },
): Promise<void> {
  const how = { urgency: 'high', only: by, validitySeconds: lifeSeconds } as const;
  const taken = await tell(person, renderLoginCode(code, lifeSeconds), how).catch((cause: unknown) => {
    log.warn({ cause, person: person.name }, 'a sign-in code could not be sent');
    return true;
  });
  if (!taken) log.warn({ person: person.name }, 'a sign-in code could not be sent by any contact method');
}

async function confirm(
  deps: LoginDeps,
  request: { readonly id: string; readonly code: string; readonly name: string; readonly lifeSeconds: number },
  caller: Caller,
): Promise<MadeToken | null | Limited> {
  const wait = await deps.limiter.take(`login-code-from:${digest(caller.from ?? '')}`, attemptsPerAddress);
  if (wait > 0) return { kind: 'limited', retryAfterSeconds: wait };
  const login = await deps.logins.attempt(request.id, mostAttempts);
  if (login === null || login.method !== undefined) return null;
  const written = digest(`${request.id} ${request.code}`);
  const right = timingSafeEqual(Buffer.from(written, 'hex'), Buffer.from(login.codeHash, 'hex'));
  const person = login.person === null ? undefined : deps.rules().people.get(login.person);
  if (!right || person === undefined) {
    if (person !== undefined)
      await deps.trail.note({ caller, action: 'login', target: person.name, refused: 'wrong-code' });
    return null;
  }
  if (!(await deps.logins.take(request.id))) return null;
  return signIn(deps, { ...request, person }, caller);
}

async function signIn(
  deps: LoginDeps,
  {
    person,
    name,
    lifeSeconds: seconds,
  }: { readonly person: Person; readonly name: string; readonly lifeSeconds: number },
  caller: Caller,
): Promise<MadeToken> {
  const request = { name, person: person.name, scopes: null, lifeSeconds: seconds };
  const made = await addToken({ store: deps.tokens, clock: deps.clock }, request, person.name);
  await deps.trail.note({
    caller: { ...caller, principal: { ...personPrincipal(person), tokenId: made.token.id } },
    action: 'login',
    target: `token ${made.token.id}`,
    after: tokenAuditState(made.token),
  });
  return made;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
