import type { Caller } from '../../domain/access.js';
import type { AccessToken } from '../../domain/access-token.js';
import type { AuditState } from '../../domain/audit-record.js';
import type { Clock } from '../../ports.js';
import type { TokenStore } from '../../ports-access.js';
import type { Cursor } from '../../ports-ledger.js';
import type { ActionResult } from '../use-cases.js';
import type { AuditTrail } from './audit-trail.js';
import { hashToken, makeToken } from './token-text.js';

export interface TokenRequest {
  readonly name: string;
  /** Null: a robot's; it needs at least one scope. */
  readonly person: string | null;
  /** Null: all that the person may do. */
  readonly scopes: readonly string[] | null;
  readonly lifeSeconds: number;
}

/** A token and its text, which nobody can be told again. */
export interface MadeToken {
  readonly token: AccessToken;
  readonly text: string;
}

/** What can be done with tokens; who may is asked before. */
export interface Tokens {
  create(request: TokenRequest, caller: Caller): Promise<MadeToken>;
  read(id: string): Promise<AccessToken | null>;
  list(filter: Parameters<TokenStore['list']>[0]): Promise<Cursor<AccessToken>>;
  revoke(id: string, caller: Caller): Promise<ActionResult<AccessToken>>;
}

export function createTokens(deps: {
  readonly store: TokenStore;
  readonly trail: AuditTrail;
  readonly clock: Clock;
}): Tokens {
  const { store, trail, clock } = deps;
  const read = async (id: string) => (await store.read(id))?.token ?? null;
  return {
    async create(request, caller) {
      const made = await addToken(deps, request, caller.principal.name);
      await trail.note({
        caller,
        action: 'tokens.create',
        target: `token ${made.token.id}`,
        after: tokenAuditState(made.token),
      });
      return made;
    },
    read,
    list: store.list,
    async revoke(id, caller) {
      const before = await read(id);
      if (before === null) return { kind: 'not-found', text: `there is no token ${id}` };
      const revoked = await store.revoke(id, caller.principal.name, clock.now());
      const after = (await read(id)) ?? before;
      if (!revoked) return { kind: 'unchanged', value: after, text: `token ${id} was revoked already` };
      await trail.note({
        caller,
        action: 'tokens.revoke',
        target: `token ${id}`,
        before: tokenAuditState(before),
        after: tokenAuditState(after),
      });
      return { kind: 'done', value: after };
    },
  };
}

/** Makes and keeps a token, without a record of the audit: for who writes one of their own. */
export async function addToken(
  { store, clock }: { readonly store: Pick<TokenStore, 'add'>; readonly clock: Clock },
  { name, person, scopes, lifeSeconds }: TokenRequest,
  createdBy: string,
): Promise<MadeToken> {
  const { id, text } = makeToken();
  const now = clock.now();
  const token: AccessToken = {
    v: 1,
    id,
    name,
    person,
    scopes: scopes === null ? null : [...scopes],
    createdAt: now,
    createdBy,
    expiresAt: now + lifeSeconds * 1000,
    lastUsedAt: null,
    revokedAt: null,
    revokedBy: null,
  };
  await store.add(token, hashToken(text));
  return { token, text };
}

/** A token as the audit keeps it. */
export function tokenAuditState({ id, name, person, scopes, expiresAt, revokedBy }: AccessToken): AuditState {
  return { id, name, person, scopes, expiresAt: new Date(expiresAt).toISOString(), revokedBy };
}
