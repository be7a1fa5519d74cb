import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports.js';

/**
 * Signs the link of a page: one person, one incident, 24 hours. A token is base64url of incident number (4 bytes),
 * person hash (4), expiry in minutes since 1970 (4) and HMAC-SHA256 (12) over these and the person's whole name: 32
 * characters, short enough for an SMS and impossible to guess (96 bits).
 */
export interface LinkSigner {
  /** The whole address, for SMS and mail. */
  link(incidentNumber: number, person: string): string;
  /** Whom and what the token is for; null: not ours, tampered with, or the person is gone; `expired`: was valid. */
  verify(token: string): LinkClaim | null | 'expired';
}

export interface LinkClaim {
  readonly incidentNumber: number;
  readonly person: string;
}

export interface LinkSignerOptions {
  /** Throws while it is not known: then links are neither made nor believed. */
  readonly secret: () => string;
  readonly publicUrl: string;
  /** Names of the people in the present rules. */
  readonly people: () => Iterable<string>;
  readonly clock: Clock;
}

const LIFE_MINUTES = 24 * 60;
const CLAIM_BYTES = 12;
const MAC_BYTES = 12;
const TOKEN = /^[A-Za-z0-9_-]{32}$/;

export function createLinkSigner({ secret, publicUrl, people, clock }: LinkSignerOptions): LinkSigner {
  const root = publicUrl.replace(/\/+$/, '');
  const minutes = () => Math.floor(clock.now() / 60_000);
  return {
    link(incidentNumber, person) {
      const claim = encodeClaim(incidentNumber, person, minutes() + LIFE_MINUTES);
      return `${root}/a/${Buffer.concat([claim, mac(secret(), claim, person)]).toString('base64url')}`;
    },
    verify(token) {
      if (!TOKEN.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      const claim = bytes.subarray(0, CLAIM_BYTES);
      const person = signedFor(secret(), claim, bytes.subarray(CLAIM_BYTES), people());
      if (person === null) return null;
      return claim.readUInt32BE(8) < minutes() ? 'expired' : { incidentNumber: claim.readUInt32BE(0), person };
    },
  };
}

function encodeClaim(incidentNumber: number, person: string, expiryMinutes: number): Buffer {
  const claim = Buffer.alloc(CLAIM_BYTES);
  claim.writeUInt32BE(incidentNumber, 0);
  personHash(person).copy(claim, 4);
  claim.writeUInt32BE(expiryMinutes, 8);
  return claim;
}

function signedFor(secret: string, claim: Buffer, signature: Buffer, people: Iterable<string>): string | null {
  for (const person of people) {
    if (!personHash(person).equals(claim.subarray(4, 8))) continue;
    if (timingSafeEqual(mac(secret, claim, person), signature)) return person;
  }
  return null;
}

function personHash(person: string): Buffer {
  return hash('sha256', person, 'buffer').subarray(0, 4);
}

function mac(secret: string, claim: Buffer, person: string): Buffer {
  return createHmac('sha256', secret).update(claim).update(person).digest().subarray(0, MAC_BYTES);
}
