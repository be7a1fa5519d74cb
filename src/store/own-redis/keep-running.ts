import type { ChildProcess } from 'node:child_process';
import type { Log } from '../../ports.js';
import { pause } from '../pause.js';
import { markFiles } from './file-marks.js';
import { stopLeftOver } from './left-over.js';
import { endServer, lastLine, pidFile, type ServerPlace, spawnServer } from './redis-server.js';

/** A server that is started again whenever it ends. */
export interface KeptServer {
  /** Resolves when it runs for the first time; rejects when somebody else's runs there. */
  readonly begun: Promise<void>;
  /** Why it does not run now, for people; null: it runs, as far as is known. */
  fault(): string | null;
  stop(): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 5000;
const calmMs = 30_000;
/** Files that somebody mends must have been still for so long. */
const stillMs = 3000;
const lookMs = 500;
/** Files that were refused are tried again even unchanged: the disk may have been full. */
const refusedAgainMs = 60_000;

/**
 * Starts it again after 100 ms, doubling to 5 s while it does not stay up for half a minute. A server that refuses its files is
 * started again when somebody has mended them: they are never repaired here, for a repair throws away what follows the damage.
 */
export function keepRunning(given: {
  readonly place: ServerPlace;
  readonly version: number;
  readonly log: Log;
}): KeptServer {
  const { place, version, log } = given;
  const closing = new AbortController();
  let server: ChildProcess | null = null;
  let fault: string | null = null;
  let delayMs = firstDelayMs;

  async function begin(): Promise<void> {
    if (await stopLeftOver(place.socketPath, pidFile(place.directory)))
      log.warn({}, 'ended a Redis that was left over');
    if (closing.signal.aborted) return;
    server = spawnServer(place, version);
    fault = null;
  }

  function notBegun(cause: Error): void {
    server = null;
    fault = cause.message;
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const before = await markFiles(place.directory);
      const startedAt = performance.now();
      const end = await endOf(server);
      if (closing.signal.aborted) return;
      if (performance.now() - startedAt > calmMs) delayMs = firstDelayMs;
      await rest(end, before);
      await begin().catch(notBegun);
    }
  }

  /** One that was killed, or told to end, or has written something, has refused nothing. */
  async function rest(end: End, before: string): Promise<void> {
    const after = await markFiles(place.directory);
    const refused = end.code === 1 && before === after && after !== '';
    await (refused ? awaitMending(after) : awaitTurn(end));
  }

  async function awaitTurn(end: End): Promise<void> {
    if (server !== null) fault = `its own Redis ended: ${lastLine(place)}`;
    log.error({ ...end, lastLine: lastLine(place) }, 'own Redis ended, starting it again');
    await pause(delayMs, closing.signal);
    delayMs = Math.min(delayMs * 2, longestDelayMs);
  }

  async function awaitMending(refused: string): Promise<void> {
    const said = lastLine(place);
    fault =
      `its own Redis refuses its files in ${place.directory} (${said}); they are left as they are: copy them, mend the copy ` +
      '(redis-check-aof --fix), and move it into their place; the router starts Redis then';
    log.error({ directory: place.directory, lastLine: said }, 'own Redis refuses its files: a person must mend a copy');
    let seen = refused;
    let [stillSince, waited] = [performance.now(), performance.now()];
    const isOver = () => {
      const now = performance.now();
      return now - stillSince >= stillMs && (seen !== refused || now - waited >= refusedAgainMs);
    };
    while (!closing.signal.aborted && !isOver()) {
      await pause(lookMs, closing.signal);
      const marks = await markFiles(place.directory);
      if (marks !== seen) stillSince = performance.now();
      seen = marks;
    }
  }

  const begun = begin();
  const running = begun.catch(notBegun).then(run);
  const endWithUs = () => void server?.kill('SIGTERM');
  process.once('exit', endWithUs);
  return {
    begun,
    fault: () => fault,
    async stop() {
      closing.abort();
      process.off('exit', endWithUs);
      if (server !== null) await endServer(server);
      await running;
    },
  };
}

interface End {
  readonly code: number | null;
  readonly signal: string | null;
}

/** How the process ended, or why it never began. */
function endOf(server: ChildProcess | null): Promise<End> {
  if (server === null) return Promise.resolve({ code: null, signal: 'it could not be started' });
  if (server.exitCode !== null || server.signalCode !== null) {
    return Promise.resolve({ code: server.exitCode, signal: server.signalCode });
  }
  return new Promise((resolve) => {
    server.once('exit', (code, signal) => resolve({ code, signal }));
    server.once('error', (error) => resolve({ code: null, signal: error.message }));
  });
}
