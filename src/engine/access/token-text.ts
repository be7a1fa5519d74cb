import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^pgr_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** A new token: `pgr_<id>_<secret>`, the secret of 256 random bits. The text is shown once and never kept. */
export function makeToken(): { readonly id: string; readonly text: string } {
  const id = randomBytes(6).toString('hex');
  return { id, text: `pgr_${id}_${randomBytes(32).toString('base64url')}` };
}

/** The id that a token names; null: it is none of these. */
export function tokenIdOf(text: string): string | null {
  return TOKEN.exec(text)?.[1] ?? null;
}

/** SHA-256, hex. Enough for a secret that is random and long (no dictionary holds it). */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
