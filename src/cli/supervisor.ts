import { spawn } from 'node:child_process';
import type { Terminal } from './terminal.js';

/** What started this process and wants to hear how it is: systemd, by `Type=notify`; nobody, elsewhere. */
export interface Supervisor {
  /** It serves now. From here on a sign of life goes out as often as the supervisor's watchdog wants it. */
  ready(): void;
  stopping(): void;
}

/** Of the silence after which the supervisor kills, a third: one lost word does no harm. */
const signsPerWatchdog = 3;

/**
 * Node has no datagram sockets of the file system, so `systemd-notify` carries the word (one short program every 20 s with
 * `WatchdogSec=60`). The sign of life says only that the event loop turns: Redis away must not kill what keeps alerts.
 */
export function createSupervisor(env: Terminal['env']): Supervisor {
  if (!env.NOTIFY_SOCKET) return { ready: () => undefined, stopping: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  return {
    ready() {
      tell(env, 'READY=1');
      const everyMs = Number(env.WATCHDOG_USEC ?? 0) / 1000 / signsPerWatchdog;
      if (everyMs > 0) timer = setInterval(() => tell(env, 'WATCHDOG=1'), everyMs);
      timer?.unref();
    },
    stopping() {
      tell(env, 'STOPPING=1');
    },
  };
}

/** A failure is the supervisor's to notice: it hears nothing. */
function tell(env: Terminal['env'], word: string): void {
  const child = spawn('systemd-notify', [word], { env: { ...env }, stdio: 'ignore' });
  child.on('error', () => undefined);
  child.unref();
}
