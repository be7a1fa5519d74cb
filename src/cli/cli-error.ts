/**
 * Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 cannot reach the router; of `maintenance run` those of the command
 * it runs, and 125: it was not run.
 */
export type ExitCode = number;

/** Ends the command with a message for people and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The router refuses, and says by which call those who may can be asked. */
export class AskableError extends CliError {
  readonly requestAccess: { readonly path: string; readonly body: unknown };

  constructor(message: string, requestAccess: { readonly path: string; readonly body: unknown }) {
    super(message, 1);
    this.requestAccess = requestAccess;
  }
}
