import { z } from 'zod';
import type { Principal } from '../../../domain/access.js';
import { type AccessRequest, AccessRequestState } from '../../../domain/access-request.js';
import type { AccessToken } from '../../../domain/access-token.js';
import { Matcher } from '../../../domain/matcher.js';
import type { Rules } from '../../../domain/rules.js';
import { formatScope } from '../../../pipeline/access/scopes.js';
import { ownedServices } from '../../../pipeline/access/standing.js';
import { Instant, isoTime, isoTimeOrNull } from './shared-fields.js';

export const MeResource = z
  .object({
    name: z.string(),
    kind: z.enum(['admin', 'person', 'robot', 'guest', 'anonymous']),
    roles: z.array(z.string()),
    owns: z.array(z.string()).meta({ description: 'Services.' }),
    scopes: z.array(z.string()).nullable().meta({ description: 'null: all that the bearer may do.' }),
    tokenId: z.string().nullable(),
  })
  .meta({ id: 'Me' });

export const TokenResource = z
  .object({
    id: z.string(),
    name: z.string(),
    person: z.string().nullable().meta({ description: 'Whose it is; null: a robot’s.' }),
    scopes: z.array(z.string()).nullable().meta({ description: 'null: all that its person may do.' }),
    state: z.enum(['valid', 'expired', 'revoked']),
    createdAt: Instant,
    createdBy: z.string(),
    expiresAt: Instant,
    lastUsedAt: Instant.nullable().meta({ description: 'To the minute.' }),
    revokedAt: Instant.nullable(),
    revokedBy: z.string().nullable(),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'Token' });

/** A new token with its text. */
export const MadeTokenResource = TokenResource.extend({
  token: z.string().meta({ description: 'The token itself, shown this once.' }),
}).meta({ id: 'MadeToken' });

export const AccessRequestResource = z
  .object({
    id: z.string(),
    state: AccessRequestState.or(z.literal('over')).meta({ description: '`over`: nobody decided in time.' }),
    person: z.string().meta({ description: 'Who asks.' }),
    services: z.array(z.string()),
    match: z.array(Matcher),
    startsAt: Instant,
    endsAt: Instant,
    reason: z.string(),
    createdAt: Instant,
    asked: z.array(z.string()),
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    windowId: z.string().nullable(),
    unchanged: z.string().optional().meta({ description: 'Why an action changed nothing.' }),
  })
  .meta({ id: 'AccessRequest' });

export function meResource(principal: Principal, rules: Rules): z.input<typeof MeResource> {
  const { name, kind, roles, scopes, tokenId } = principal;
  const owns = kind === 'person' ? [...ownedServices(name, rules)] : [];
  return { name, kind, roles: [...roles], owns, scopes: scopes?.map(formatScope) ?? null, tokenId };
}

export function tokenResource(token: AccessToken, now: number): z.input<typeof TokenResource> {
  const { id, name, person, scopes, createdBy, revokedBy } = token;
  return {
    ...{ id, name, person, createdBy, revokedBy },
    scopes: scopes === null ? null : [...scopes],
    state: stateOf(token, now),
    createdAt: isoTime(token.createdAt),
    expiresAt: isoTime(token.expiresAt),
    lastUsedAt: isoTimeOrNull(token.lastUsedAt),
    revokedAt: isoTimeOrNull(token.revokedAt),
  };
}

function stateOf({ revokedAt, expiresAt }: AccessToken, now: number): 'valid' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'valid';
}

export function accessRequestResource(request: AccessRequest, now: number): z.input<typeof AccessRequestResource> {
  const { id, state, person, services, match, reason, asked, decidedBy, windowId } = request;
  return {
    ...{ id, person, reason, decidedBy, windowId, services: [...services], match: [...match], asked: [...asked] },
    state: state === 'open' && request.endsAt <= now ? 'over' : state,
    startsAt: isoTime(request.startsAt),
    endsAt: isoTime(request.endsAt),
    createdAt: isoTime(request.createdAt),
    decidedAt: isoTimeOrNull(request.decidedAt),
  };
}
