import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Incident } from '../../src/domain/incident.js';
import type { Notification } from '../../src/domain/notification.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import type { Sightings } from './check/find-illegal-steps.js';

const everyMs = 250;
const newest = 200;

/** Looks at the newest records of the ledger again and again, and keeps each version of them that it meets. */
export function sightLedger(redis: Redis): Sightings & { stop(): Promise<void> } {
  const ledger = createLedger({ redis, prefix: 'pr' });
  const incidents = new Map<string, Incident[]>();
  const notifications = new Map<string, Notification[]>();
  let stopped = false;

  async function look(): Promise<void> {
    const [found, sent] = await Promise.all([
      ledger.listIncidents({ limit: newest }),
      ledger.listNotifications({ limit: newest }),
    ]);
    for (const incident of found.items) keep(incidents, incident);
    for (const notification of sent.items) keep(notifications, notification);
  }

  async function lookOn(): Promise<void> {
    while (!stopped) {
      await look().catch(() => {});
      await sleep(everyMs);
    }
  }

  const looking = lookOn();
  return {
    incidents,
    notifications,
    async stop() {
      stopped = true;
      await looking;
    },
  };
}

function keep<T extends { readonly id: string }>(versions: Map<string, T[]>, version: T): void {
  const known = versions.get(version.id) ?? [];
  const last = known.at(-1);
  if (last !== undefined && textOf(last) === textOf(version)) return;
  versions.set(version.id, [...known, version]);
}

/** Two versions are the same when this is. */
function textOf(version: object): string {
  return JSON.stringify(version, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}
