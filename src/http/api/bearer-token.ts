import { createHash, timingSafeEqual } from 'node:crypto';

/** Tells whether an `Authorization` header carries the token, in a time that does not depend on where they differ. */
export function createTokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(token);
  return (authorization) => {
    const [, sent] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    return sent !== undefined && timingSafeEqual(digest(sent), expected);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
