import type { AddressInfo } from 'node:net';
import { runCli } from '../../src/cli/run-cli.js';
import { runProgram } from '../../src/cli/run-program.js';
import type { Rules } from '../../src/domain/rules.js';
import { EVENING } from '../http/builders.js';
import { aFakeRouter, type FakeRouter, TOKEN } from '../http/fake-router.js';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process, against `env` and with `input` as standard input and as every file. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  input = '',
): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    color: false,
    env,
    now: () => EVENING + 60_000,
    read: async () => input,
    ask: async () => input,
    run: runProgram,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** A router of fakes that listens, and the environment that leads to it. */
export interface ListeningRouter extends FakeRouter {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function aListeningRouter(rules?: Rules): Promise<ListeningRouter> {
  const router = aFakeRouter(rules);
  await new Promise<void>((resolve) => router.server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = router.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...router,
    env: { PAGING_ROUTER_URL: `http://127.0.0.1:${port}`, PAGING_ROUTER_TOKEN: TOKEN },
    close: () =>
      new Promise((resolve) => {
        router.server.close(() => resolve());
        router.server.closeAllConnections();
      }),
  };
}
