import { type BegunRedis, beginRedis } from '../app/begin-redis.js';
import { StartError } from '../app/start-error.js';
import type { App, AppOptions } from '../app.js';
import { type Environment, readEnvironment } from '../config/environment.js';
import { directoryFault } from '../config/state-directory.js';
import { createLog } from '../log/create-log.js';
import { RedisStartError } from '../store/redis-start-error.js';
import { CliError } from './cli-error.js';
import { startLines } from './start-lines.js';
import { createSupervisor } from './supervisor.js';
import type { Terminal } from './terminal.js';

/** What the command line says about the server, over the environment. */
export interface ServeFlags {
  readonly port?: string;
  readonly host?: string;
  readonly role?: string;
  readonly rules?: string;
}

const stopWithinMs = 15_000;
/** EX_SOFTWARE: this process cannot do its work any more, a new one can. */
const wedgedCode = 70;

/**
 * Runs the router until SIGTERM or SIGINT; exit code 70 when it finds itself beyond repair, for its supervisor to start it
 * anew. What keeps it from starting is one clear sentence and exit code 1.
 */
export async function serve(flags: ServeFlags, env: Terminal['env']): Promise<void> {
  const environment = environmentOf(flags, env);
  const fault = loneRoleFault(environment) ?? directoryFault(environment.dataDir);
  if (fault !== null) throw new CliError(fault, 1);
  const log = createLog({ level: environment.logLevel, fields: { role: environment.role } });
  const supervisor = createSupervisor(env);
  let giveUp: () => void = () => process.exit(wedgedCode);
  const wedged = new Promise<number>((resolve) => {
    giveUp = () => resolve(wedgedCode);
  });
  const begun = beginRedis(environment, log);
  const app = await start({ environment, log, giveUp, begun });
  for (const line of startLines(app, environment)) process.stdout.write(`${line}\n`);
  process.on('SIGHUP', () => app.rules.reload());
  supervisor.ready();
  const exitCode = await Promise.race([signalled(), wedged]);
  supervisor.stopping();
  await stop(app, exitCode);
}

/** The router's code is loaded while its Redis starts. */
async function start(options: AppOptions & { readonly begun: BegunRedis }): Promise<App> {
  const { startApp } = await import('../app.js');
  return startApp(options).catch((error: unknown) => {
    throw toCliError(error);
  });
}

function environmentOf(flags: ServeFlags, env: Terminal['env']): Environment {
  const read = readEnvironment({
    ...env,
    ...(flags.port !== undefined && { PORT: flags.port }),
    ...(flags.host !== undefined && { HOST: flags.host }),
    ...(flags.role !== undefined && { ROLE: flags.role }),
    ...(flags.rules !== undefined && { ROUTING_RULES: flags.rules }),
  });
  if (read.kind === 'environment') return read.environment;
  throw new CliError(`the settings in the environment are wrong:\n  ${read.faults.join('\n  ')}`, 1);
}

/** An own Redis is one process's alone: a receiver on it would take alerts that nobody pages. */
function loneRoleFault({ role, redisUrl }: Environment): string | null {
  if (role === 'all' || redisUrl !== null) return null;
  return `ROLE=${role} shares its work with other processes over one Redis: set REDIS_URL, or leave ROLE at all`;
}

function toCliError(error: unknown): unknown {
  if (error instanceof StartError) return new CliError([error.message, ...error.details].join('\n  '), 1);
  return error instanceof RedisStartError ? new CliError(error.message, 1) : error;
}

/** Resolves at the first signal, with the exit code. Later ones change nothing: npm and the terminal both send one. */
function signalled(): Promise<number> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve(0));
    process.on('SIGINT', () => resolve(0));
  });
}

/** Finishes what is under way; after 15 s the ledger's leases have to bring the rest back. */
async function stop(app: App, exitCode: number): Promise<void> {
  process.stdout.write('stopping: finishing what is under way …\n');
  const timer = setTimeout(() => process.exit(exitCode === 0 ? 1 : exitCode), stopWithinMs);
  await app.close();
  clearTimeout(timer);
  process.stdout.write('stopped.\n');
  process.exit(exitCode);
}
