export type JournalErrorCode = 'closed' | 'too-large' | 'backlog' | 'cannot-store' | 'short-write';

/** A record is not stored, and why. */
export class JournalError extends Error {
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'JournalError';
    this.code = code;
  }
}

/** `ENOSPC` and the like; '' when it is no system error. */
export function systemCode(error: unknown): string {
  const found = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof found === 'string' ? found : '';
}
