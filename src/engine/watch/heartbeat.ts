import type { Log, Metrics } from '../../ports.js';
import type { Ping } from '../../ports-watch.js';

export interface HeartbeatOptions {
  readonly urls: readonly string[];
  readonly ping: Ping;
  /** Why the router cannot vouch for itself, for people; null: it can. */
  readonly ailment: () => Promise<string | null>;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Tells the watchers outside, but only while the router proves that it can page: their silence alarm is the page of a
 * dead pager. Never rejects, and one watcher that hangs does not keep the ping from another.
 */
export function createHeartbeat({ urls, ping, ailment, log, metrics }: HeartbeatOptions): { beat(): Promise<void> } {
  async function pingOne(url: string, place: number): Promise<void> {
    try {
      await ping(url);
      metrics.count('heartbeats_total', { outcome: 'pinged' });
    } catch (cause) {
      metrics.count('heartbeats_total', { outcome: 'failed' });
      log.warn({ cause, url: `HEARTBEAT_URL ${place + 1}` }, 'heartbeat could not be delivered');
    }
  }

  return {
    async beat() {
      if (urls.length === 0) return;
      const because = await ailment();
      if (because === null) {
        await Promise.all(urls.map(pingOne));
        return;
      }
      metrics.count('heartbeats_total', { outcome: 'withheld' });
      log.warn({ because }, 'heartbeat withheld: the router cannot prove that it can page');
    },
  };
}
