import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../sender/sender.mjs';
import { makeApi } from './icinga-api.mjs';

const own = (path) => fileURLToPath(new URL(path, import.meta.url));
const integrations = (path) => own(`../../../integrations/${path}`);

/**
 * Starts a real Icinga 2 with everything it owns inside `folder`, our configuration and our sender installed there.
 * `routerUrl`: where the sender sends. The daemon runs as the package's user when we are root.
 */
export async function startIcinga({ folder, routerUrl, token, apiPort }) {
  const account = accountOf();
  install({ folder, routerUrl, token, apiPort });
  if (account.isRoot) execFileSync('chown', ['-R', `${account.user}:${account.group}`, folder]);
  const api = makeApi({ folder, account, port: apiPort });
  const pipe = join(folder, 'run/icinga2.cmd');
  let child = null;
  let output = '';
  await start();

  return { command, sender, start, stop, api, log: () => readFileSync(join(folder, 'log/icinga2.log'), 'utf8') };

  async function start() {
    rmSync(pipe, { force: true });
    child = spawn('icinga2', ['daemon', '-c', join(folder, 'etc/icinga2.conf'), ...pathsOf(folder, account)], {
      cwd: folder,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-20_000);
      });
    }
    await until(() => existsSync(pipe) || child.exitCode !== null, 30);
    if (child.exitCode !== null) throw new Error(`icinga2 ended with ${child.exitCode}:\n${output}`);
  }

  /** One external command, as Icinga Web and plugins give them. */
  function command(...parts) {
    appendFileSync(pipe, `[${Math.floor(Date.now() / 1000)}] ${parts.join(';')}\n`);
  }

  /** Runs the installed sender as Icinga's user, as the timer does. */
  async function sender(...args) {
    const user = account.isRoot ? { uid: account.uid, gid: account.gid } : {};
    const options = { ...user, cwd: folder, env: { PATH: '/usr/bin:/bin' }, timeout: 70_000 };
    const all = [`--config=${join(folder, 'sender.conf')}`, ...args];
    return new Promise((resolve) => {
      execFile(join(folder, 'paging-router-send'), all, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : error.code, output: `${stdout}${stderr}` }),
      );
    });
  }

  /**
   * As systemd does with Icinga's own unit (KillMode=mixed): only the first process is told, which ends the others when all state
   * is written. Told by a signal of their own they can miss it, hang, and forget everything when they are killed.
   */
  async function stop() {
    const ended = await told(child.pid, 'SIGTERM', 30);
    if (!(await told(-child.pid, 'SIGKILL', 10))) throw new Error('icinga2 cannot be killed');
    if (!ended) throw new Error(`icinga2 does not end by SIGTERM:\n${output}`);
  }

  /** Whether it is gone so many seconds after the signal; a negative pid means the whole process group. */
  async function told(pid, signal, seconds) {
    return (
      !kill(pid, signal) ||
      until(() => !kill(pid, 0), seconds).then(
        () => true,
        () => false,
      )
    );
  }
}

function install({ folder, routerUrl, token, apiPort }) {
  for (const name of ['etc', 'data', 'cache', 'log', 'spool', 'run', 'output', 'alerts', 'data/certs']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  copyFileSync(integrations('bin/paging-router-send'), join(folder, 'paging-router-send'));
  copyFileSync(integrations('icinga2/paging-router.conf'), join(folder, 'paging-router.conf'));
  const configuration = readFileSync(own('config/icinga2.conf'), 'utf8')
    .replaceAll('FOLDER', folder)
    .replaceAll('API_PORT', String(apiPort));
  writeFileSync(join(folder, 'etc/icinga2.conf'), configuration);
  writeFileSync(join(folder, 'etc/leaving.conf'), 'object Host "leaving1.example.org" {\n  import "monitored"\n}\n');
  const settings = [`url = ${routerUrl}`, `token = ${token}`, `spool = ${folder}/alerts`];
  writeFileSync(join(folder, 'sender.conf'), `${settings.join('\n')}\n`, { mode: 0o600 });
}

function pathsOf(folder, account) {
  const paths = {
    ConfigDir: 'etc',
    DataDir: 'data',
    CacheDir: 'cache',
    LogDir: 'log',
    SpoolDir: 'spool',
    InitRunDir: 'run',
    PidPath: 'run/icinga2.pid',
    VarsPath: 'cache/icinga2.vars',
    ObjectsPath: 'cache/icinga2.debug',
    StatePath: 'data/icinga2.state',
    ModAttrPath: 'data/modified-attributes.conf',
  };
  return [
    ...Object.entries(paths).flatMap(([name, path]) => ['-D', `${name}=${join(folder, path)}`]),
    ...['-D', `RunAsUser=${account.user}`, '-D', `RunAsGroup=${account.group}`],
  ];
}

/** Debian's package calls the user nagios, others icinga. */
function accountOf() {
  const isRoot = process.getuid() === 0;
  const id = (...args) => spawnSync('id', args, { encoding: 'utf8' });
  const user = isRoot ? ['nagios', 'icinga'].find((name) => id(name).status === 0) : id('-un').stdout.trim();
  if (user === undefined) throw new Error('the package of Icinga 2 made neither the user nagios nor icinga');
  return {
    isRoot,
    user,
    group: id('-gn', user).stdout.trim(),
    uid: Number(id('-u', user).stdout),
    gid: Number(id('-g', user).stdout),
  };
}

function kill(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
