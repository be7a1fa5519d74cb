import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from '../faults/scene.js';
import type { InnerFaults } from '../faults/spawn-serve.js';
import type { Fault, Random } from './fault.js';
import { pick } from './pick.js';

const second = 1000;
const hour = 3600 * second;

/** What goes wrong inside a router. */
export const innerFaults: readonly Fault[] = [
  { name: 'clock of a router jumps, and back', kills: false, play: jumpClock },
  { name: 'event loop of a router stands still', kills: false, play: blockLoop },
  { name: 'disk of a journal in trouble', kills: false, play: spoilJournal },
];

async function jumpClock({ routers }: Scene, random: Random): Promise<void> {
  const router = pick(routers, random);
  await router.order('clock', pick([-24, -1, -1 / 6, 1 / 6, 1, 24], random) * hour);
  await sleep(random() * 5 * second);
  await router.order('clock', 0);
}

/** Now and then for longer than the lease of what it has claimed. */
async function blockLoop({ routers }: Scene, random: Random): Promise<void> {
  const ms = random() * (random() < 0.2 ? 45 : 5) * second;
  await pick(routers, random).order('block', ms);
  await sleep(ms);
}

async function spoilJournal({ routers }: Scene, random: Random): Promise<void> {
  const router = pick(routers, random);
  const troubles: readonly InnerFaults['journal'][] = [
    { write: 'ENOSPC' },
    { write: 'EIO' },
    { datasync: 'EIO' },
    { short: true },
  ];
  await router.order('journal', pick(troubles, random));
  await sleep(random() * 4 * second);
  await router.order('journal', {});
}
