/** The router cannot start: one sentence for the operator, the faults in detail below it. */
export class StartError extends Error {
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
    this.details = details;
  }
}
