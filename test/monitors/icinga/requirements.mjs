import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

const policy = '/usr/sbin/policy-rc.d';

/** Installs Icinga 2 and Python 3 where that can be done (root on Debian or Ubuntu); else throws what to install. */
export function installRequirements() {
  const missing = [
    ...(runs('icinga2', '--version') ? [] : ['icinga2-bin']),
    ...(runs('/usr/bin/python3', '--version') ? [] : ['python3']),
  ];
  if (missing.length === 0) return;
  const canInstall = process.getuid?.() === 0 && runs('apt-get', '--version');
  if (!canInstall || !installByApt(missing)) throw new Error(whatToInstall(missing));
}

/** Debian starts a daemon when its package is installed; policy-rc.d is its own way to ask for the program only. */
function installByApt(packages) {
  const ownPolicy = !existsSync(policy);
  if (ownPolicy) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install(packages) || (runs('apt-get', 'update') && install(packages));
  } finally {
    if (ownPolicy) rmSync(policy, { force: true });
  }
}

function install(packages) {
  process.stdout.write(`installing ${packages.join(', ')} ...\n`);
  return runs('apt-get', '-o', 'DPkg::Lock::Timeout=60', 'install', '-y', '--no-install-recommends', ...packages);
}

function runs(command, ...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { env, stdio: 'ignore', timeout: 120_000 }).status === 0;
}

function whatToInstall(missing) {
  return [
    `missing here: ${missing.join(', ')}. This proof starts a real Icinga 2 and the real sender. Install it by`,
    '  Debian, Ubuntu:  sudo apt-get install --no-install-recommends icinga2-bin python3',
    '  RHEL, Fedora:    sudo dnf install icinga2-bin python3   (repository: https://packages.icinga.com)',
    'or run this as root on Debian: it then installs them itself.',
  ].join('\n');
}
