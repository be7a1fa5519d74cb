/** An answer of the provider that is no success. `code` is Twilio's own, null when the body named none. */
export class ProviderError extends Error {
  readonly status: number;
  readonly code: number | null;
  /** What `Retry-After` asked for, seconds; null when absent. */
  readonly retryAfterSeconds: number | null;

  constructor(answer: { status: number; code: number | null; retryAfterSeconds: number | null }) {
    super(`provider answered ${answer.status}${answer.code === null ? '' : ` with code ${answer.code}`}`);
    this.name = 'ProviderError';
    this.status = answer.status;
    this.code = answer.code;
    this.retryAfterSeconds = answer.retryAfterSeconds;
  }
}
