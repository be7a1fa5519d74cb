import { readFile } from 'node:fs/promises';
import { runCli } from '../../src/cli/run-cli.js';
import { runProgram } from '../../src/cli/run-program.js';

/** What a command line has printed, and its exit code. */
export interface PagectlRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface PagectlWorld {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly now: () => number;
  /** What `-` reads. */
  readonly stdin: string;
}

/** Runs pagectl in this process, without color. */
export async function runPagectl({ args, env, now, stdin }: PagectlWorld): Promise<PagectlRun> {
  const out: string[] = [];
  const err: string[] = [];
  const exitCode = await runCli(args, {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    color: false,
    env,
    now,
    read: (path) => (path === '-' ? Promise.resolve(stdin) : readFile(path, 'utf8')),
    ask: async () => stdin.trim(),
    run: runProgram,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n') };
}
