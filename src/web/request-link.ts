import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports.js';

/**
 * Signs the link on which one person decides about one access request, for two days at most. A token is base64url of the
 * request's id (8 bytes), person hash (4), expiry in minutes since 1970 (4) and HMAC-SHA256 (16) over these and the
 * person's whole name. That it decides only once is the request's own state.
 */
export interface RequestLinkSigner {
  /** The whole address, for SMS and mail. */
  link(requestId: string, person: string): string;
  /** Null: not ours, tampered with, or the person is gone; `expired`: was valid. */
  verify(token: string): RequestClaim | null | 'expired';
}

export interface RequestClaim {
  readonly requestId: string;
  readonly person: string;
}

const LIFE_MINUTES = 48 * 60;
const CLAIM_BYTES = 16;
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const REQUEST_ID = /^[0-9a-f]{16}$/;

export function createRequestLinkSigner(options: {
  /** Throws until it is known. */
  readonly secret: () => string;
  readonly publicUrl: string;
  /** Names of the people in the present rules. */
  readonly people: () => Iterable<string>;
  readonly clock: Clock;
}): RequestLinkSigner {
  const { people, clock } = options;
  // Another key than that of the acknowledge links: no token of the one kind is ever one of the other.
  const secretOf = () => createHmac('sha256', options.secret()).update('access request').digest();
  const root = options.publicUrl.replace(/\/+$/, '');
  const minutes = () => Math.floor(clock.now() / 60_000);
  return {
    link(requestId, person) {
      if (!REQUEST_ID.test(requestId)) throw new Error(`${requestId} is no id of an access request`);
      const claim = Buffer.alloc(CLAIM_BYTES);
      claim.write(requestId, 0, 'hex');
      personHash(person).copy(claim, 8);
      claim.writeUInt32BE(minutes() + LIFE_MINUTES, 12);
      return `${root}/r/${Buffer.concat([claim, mac(secretOf(), claim, person)]).toString('base64url')}`;
    },
    verify(token) {
      if (!TOKEN.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      const claim = bytes.subarray(0, CLAIM_BYTES);
      const person = signedFor({ secret: secretOf(), claim, signature: bytes.subarray(CLAIM_BYTES) }, people());
      if (person === null) return null;
      if (claim.readUInt32BE(12) < minutes()) return 'expired';
      return { requestId: claim.toString('hex', 0, 8), person };
    },
  };
}

interface Signed {
  readonly secret: Buffer;
  readonly claim: Buffer;
  readonly signature: Buffer;
}

function signedFor({ secret, claim, signature }: Signed, people: Iterable<string>): string | null {
  for (const person of people) {
    if (!personHash(person).equals(claim.subarray(8, 12))) continue;
    if (timingSafeEqual(mac(secret, claim, person), signature)) return person;
  }
  return null;
}

function personHash(person: string): Buffer {
  return createHash('sha256').update(person).digest().subarray(0, 4);
}

function mac(secret: Buffer, claim: Buffer, person: string): Buffer {
  return createHmac('sha256', secret).update(claim).update(person).digest().subarray(0, MAC_BYTES);
}
