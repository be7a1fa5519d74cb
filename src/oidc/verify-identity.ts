import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Role } from '../domain/rules.js';
import type { Clock, Log } from '../ports.js';
import type { Identity, VerifyIdentity } from '../ports-access.js';

/** One identity provider (OpenID Connect), and what its tokens mean here. */
export interface OidcSettings {
  /** As the tokens name it; its document stands below (OpenID Connect Discovery 1.0, section 4). */
  readonly issuer: string;
  /** Whom the tokens must be for. */
  readonly audience: string;
  /** Group of the provider → role here. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly groupsClaim: string;
  /** Claim that names a person of the rules: `email` only where `email_verified` is true. */
  readonly personClaim: string;
}

const timeoutMs = 5_000;
/** Between our clock and the provider's. */
const toleranceSeconds = 30;
/** Signatures by the provider's key alone: a token that names a symmetric one, or none, is refused. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Bearer tokens that are signed JWTs of one issuer (RFC 7519, RFC 9068), checked against the keys that it publishes. */
export function createVerifyIdentity(
  settings: OidcSettings,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): VerifyIdentity {
  let keys: Promise<JWTVerifyGetKey> | null = null;

  /** Found at the first use, and again after a failure: the router starts and pages without its identity provider. */
  function keysOfIssuer(): Promise<JWTVerifyGetKey> {
    keys ??= discover(settings.issuer).catch((cause: unknown) => {
      keys = null;
      throw new ProviderAway(cause);
    });
    return keys;
  }

  return async (bearer) => {
    try {
      const { issuer, audience } = settings;
      const { payload } = await jwtVerify(bearer, await keysOfIssuer(), {
        issuer,
        audience,
        algorithms,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub'],
      });
      return identityOf(payload, settings);
    } catch (error) {
      const away = isAway(error);
      log.warn(
        { issuer: settings.issuer, reason: reasonOf(error) },
        away ? 'identity provider is away' : 'bearer refused',
      );
      return away ? 'unavailable' : 'invalid';
    }
  };
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

class ProviderAway extends Error {
  constructor(cause: unknown) {
    super('the identity provider does not answer', { cause });
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`its document answers ${response.status}`);
  const document = Discovery.parse(await response.json());
  if (document.issuer !== issuer) throw new Error(`its document is that of ${document.issuer}`);
  const keysAt = new URL(document.jwks_uri);
  if (issuer.startsWith('https:') && keysAt.protocol !== 'https:') throw new Error('its keys are not served by https');
  return createRemoteJWKSet(keysAt, { timeoutDuration: timeoutMs });
}

function identityOf(payload: JWTPayload, settings: OidcSettings): Identity {
  const groups = listIn(payload[settings.groupsClaim]);
  const roles = groups.flatMap((group) => settings.roles.get(group) ?? []);
  return { subject: payload.sub ?? '', person: personIn(payload, settings.personClaim), roles: [...new Set(roles)] };
}

/** An address that the provider has not verified may be anybody's. */
function personIn(payload: JWTPayload, claim: string): string | null {
  const value = payload[claim];
  if (typeof value !== 'string' || value === '') return null;
  return claim === 'email' && payload.email_verified !== true ? null : value;
}

function listIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string') : [];
}

/** jose tells what is wrong with a token by its own codes; all else is the way to the keys. */
function isAway(error: unknown): boolean {
  if (error instanceof ProviderAway) return true;
  if (error instanceof errors.JWKSTimeout) return true;
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}

function reasonOf(error: unknown): string {
  if (error instanceof ProviderAway && error.cause instanceof Error) return error.cause.message;
  return error instanceof errors.JOSEError ? error.code : String(error);
}
