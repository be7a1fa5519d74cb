import type { InputFault } from '../../ports.js';

/** A request that cannot be done; rendered as problem+json. `code` is stable, the rest is for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults: readonly InputFault[] | undefined;

  constructor(problem: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly detail?: string;
    readonly faults?: readonly InputFault[];
  }) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.faults = problem.faults;
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
