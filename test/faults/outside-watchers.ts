import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const plugin = fileURLToPath(new URL('../../integrations/bin/check_paging_router', import.meta.url));

/** A dead man's switch: notes each ping. */
export interface DeadMansSwitch {
  /** For `HEARTBEAT_URL`. */
  readonly url: string;
  /** UTC ms. */
  readonly pings: readonly number[];
  stop(): Promise<void>;
}

export async function startDeadMansSwitch(): Promise<DeadMansSwitch> {
  const pings: number[] = [];
  const server = createServer((_request, response) => {
    pings.push(Date.now());
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/ping`,
    pings,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Asks the monitoring plugin about a router, as Icinga does. */
export async function askPlugin(url: string): Promise<{ readonly at: number; readonly code: number | null }> {
  const child = spawn(plugin, [`--url=${url}`, '--timeout=5'], { stdio: 'ignore' });
  await once(child, 'close');
  return { at: Date.now(), code: child.exitCode };
}
