import { createHash, timingSafeEqual } from 'node:crypto';
import { ADMIN, type Principal } from '../../domain/access.js';
import type { AccessToken } from '../../domain/access-token.js';
import type { Rules } from '../../domain/rules.js';
import { personPrincipal } from '../../pipeline/access/judge-action.js';
import { parseScope } from '../../pipeline/access/scopes.js';
import type { Clock, Log } from '../../ports.js';
import type { Identity, TokenStore, VerifyIdentity } from '../../ports-access.js';
import { hashToken, tokenIdOf } from './token-text.js';

/** Who a bearer token stands for. Why not is told only to who holds the right token. */
export type Authenticated =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'over'; readonly text: string }
  /** It cannot be known now: the identity provider does not answer. */
  | { readonly kind: 'unavailable' };

export type Authenticate = (bearer: string) => Promise<Authenticated>;

export interface AuthenticateDeps {
  readonly adminToken: string;
  readonly tokens: Pick<TokenStore, 'read' | 'touch'>;
  /** Null: no identity provider is configured. */
  readonly identity: VerifyIdentity | null;
  readonly rules: () => Rules;
  readonly clock: Clock;
  readonly log: Log;
}

const touchEveryMs = 60_000;
const invalid = { kind: 'invalid' } as const;

/** Knows ADMIN_TOKEN, the tokens that were made here, and those of the identity provider; asked anew for each request. */
export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  const admin = digest(deps.adminToken);
  return async (bearer) => {
    if (timingSafeEqual(digest(bearer), admin)) return { kind: 'principal', principal: ADMIN };
    const id = tokenIdOf(bearer);
    if (id !== null) return byToken(deps, id, bearer);
    return deps.identity !== null && bearer.split('.').length === 3 ? byIdentity(deps, deps.identity, bearer) : invalid;
  };
}

async function byToken(deps: AuthenticateDeps, id: string, bearer: string): Promise<Authenticated> {
  const known = await deps.tokens.read(id);
  const right = timingSafeEqual(Buffer.from(hashToken(bearer), 'hex'), Buffer.from(known?.hash ?? UNKNOWN, 'hex'));
  if (known === null || !right) return invalid;
  const { token } = known;
  const now = deps.clock.now();
  if (token.revokedAt !== null) return { kind: 'over', text: `the token "${token.name}" was revoked` };
  if (token.expiresAt <= now) return { kind: 'over', text: `the token "${token.name}" has expired` };
  const principal = principalOf(token, deps.rules());
  if (principal === null) return { kind: 'over', text: `the rules know no ${token.person} any more` };
  if (now - (token.lastUsedAt ?? Number.NEGATIVE_INFINITY) >= touchEveryMs) {
    deps.tokens.touch(id, now).catch((cause: unknown) => deps.log.warn({ cause }, 'the use of a token was not noted'));
  }
  return { kind: 'principal', principal };
}

/** Compared with where there is none, so that the time taken does not tell. */
const UNKNOWN = '0'.repeat(64);

function principalOf({ id, name, person, scopes }: AccessToken, rules: Rules): Principal | null {
  // A scope that a later version wrote grants nothing here.
  const known = scopes?.map(parseScope).filter((scope) => scope !== null) ?? null;
  if (person === null) return { name: `robot:${name}`, kind: 'robot', roles: [], scopes: known ?? [], tokenId: id };
  const found = rules.people.get(person);
  return found === undefined ? null : { ...personPrincipal(found), scopes: known, tokenId: id };
}

async function byIdentity({ rules }: AuthenticateDeps, verify: VerifyIdentity, bearer: string): Promise<Authenticated> {
  const identity = await verify(bearer);
  if (typeof identity === 'string') return { kind: identity };
  return { kind: 'principal', principal: identified(identity, rules()) };
}

/** A person of the rules by name, or by an address that is one person's alone; roles of both sides add up. */
function identified({ subject, person, roles }: Identity, rules: Rules): Principal {
  const found = person === null ? null : findPerson(person, rules);
  if (found === null) return { name: `oidc:${subject}`, kind: 'guest', roles, scopes: null, tokenId: null };
  return personPrincipal({ name: found.name, roles: [...new Set([...found.roles, ...roles])] });
}

/** The person of that name, or the only one with that mail address; null: nobody, or more than one. */
export function findPerson(written: string, rules: Rules) {
  const named = rules.people.get(written);
  if (named !== undefined) return named;
  const address = written.toLowerCase();
  const [first, ...others] = [...rules.people.values()].filter(({ email }) =>
    email.some((to) => to.toLowerCase() === address),
  );
  return first === undefined || others.length > 0 ? null : first;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
