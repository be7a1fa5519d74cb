import type { InputFault } from '../../ports.js';

/** A request that cannot be done; rendered as problem+json. `code` is stable, the rest is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults: readonly InputFault[] | undefined;
  /** Further members of the problem (RFC 9457, section 3.2). */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(problem: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly detail?: string;
    readonly faults?: readonly InputFault[];
    readonly extensions?: Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  }) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.faults = problem.faults;
    this.extensions = problem.extensions ?? {};
    this.headers = problem.headers;
  }
}

/** 400: something in the request is wrong, said field by field. */
export function invalid(faults: readonly InputFault[]): ApiError {
  const [first] = faults;
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  return new ApiError({
    status: 400,
    code: 'invalid-request',
    title: 'The request is not valid',
    detail: `${where}${first?.message ?? 'not valid'}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''}`,
    faults,
  });
}

export function notFound(detail: string): ApiError {
  return new ApiError({ status: 404, code: 'not-found', title: 'Not found', detail });
}

/** 429: too often; says when again. */
export function tooOften(retryAfterSeconds: number): ApiError {
  return new ApiError({
    status: 429,
    code: 'too-many-requests',
    title: 'That was asked too often',
    detail: `Try again in ${retryAfterSeconds} seconds.`,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });
}
