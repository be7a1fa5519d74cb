import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSupervisor } from '../../src/cli/supervisor.js';
import { until } from '../harness/until.js';

let folder: string;

/** A `systemd-notify` that writes down what it is told. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${folder}/told\n`);
  chmodSync(join(folder, 'systemd-notify'), 0o755);
  writeFileSync(join(folder, 'told'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function told(): string[] {
  return readFileSync(join(folder, 'told'), 'utf8').split('\n').filter(Boolean);
}

describe('createSupervisor', () => {
  it('tells systemd that it is ready, alive and stopping', async () => {
    const env = { PATH: `${folder}:/usr/bin:/bin`, NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '300000' };
    const supervisor = createSupervisor(env);

    supervisor.ready();
    await until(() => told().find((line) => line.endsWith('WATCHDOG=1')));
    supervisor.stopping();
    await until(() => told().find((line) => line.endsWith('STOPPING=1')));

    expect(told()).toContain('/run/notify READY=1');
  });

  it('tells nobody where nobody asks', () => {
    const supervisor = createSupervisor({ PATH: folder });

    supervisor.ready();
    supervisor.stopping();

    expect(told()).toEqual([]);
  });
});
