/** Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 cannot reach the router. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Ends the command with a message for people and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
