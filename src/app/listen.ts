import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from './start-error.js';

/** Listens and answers the port (of interest with port 0). A taken port is one clear sentence. */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, host, port)));
    server.listen({ host, port, backlog: 1024 }, () => resolve(portOf(server.address(), port)));
  });
}

function portOf(address: AddressInfo | string | null, wanted: number): number {
  return typeof address === 'object' && address !== null ? address.port : wanted;
}

function explain(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === 'EADDRINUSE') {
    return new StartError(`port ${port} on ${host} is taken: stop what uses it, or set PORT to another one`, [], {
      cause,
    });
  }
  if (cause.code === 'EACCES') {
    return new StartError(`no permission to listen on port ${port}: choose one above 1024`, [], { cause });
  }
  return new StartError(`cannot listen on ${host}:${port}: ${cause.message}`, [], { cause });
}

/** Stops listening; requests under way have `graceMs` to end. */
export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
