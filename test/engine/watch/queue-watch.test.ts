import { beforeEach, describe, expect, it } from '@jest/globals';
import { createQueueWatch } from '../../../src/engine/watch/queue-watch.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Scene {
  arrivals: number;
  /** A wake-up comes out of the queue again. */
  delivers: boolean;
  progressed: boolean;
  away: boolean;
  rebuilt: number;
  gaveUp: number;
}

let scene: Scene;
let look: () => Promise<void>;

beforeEach(() => {
  scene = { arrivals: 0, delivers: true, progressed: false, away: false, rebuilt: 0, gaveUp: 0 };
  const watch = createQueueWatch({
    wakeups: {
      wake: async (refs) => {
        if (scene.delivers) scene.arrivals += refs.length;
      },
    },
    probe: {
      arrived: async () => undefined,
      arrivals: async () => {
        if (scene.away) throw new Error('no Redis');
        return scene.arrivals;
      },
    },
    worker: {
      progressed: () => scene.progressed,
      rebuild: () => {
        scene.rebuilt += 1;
      },
    },
    log: silent,
    metrics: { count() {}, gauge() {} },
    giveUp: () => {
      scene.gaveUp += 1;
    },
  });
  look = watch.look;
});

async function looks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await look();
}

describe('createQueueWatch', () => {
  it('lets a worker be that takes its wake-ups', async () => {
    await looks(50);

    expect([scene.rebuilt, scene.gaveUp]).toEqual([0, 0]);
  });

  it('rebuilds a worker that took none for 30 s, and gives up after 60 s', async () => {
    await look();
    scene.delivers = false;
    await look();

    await looks(5);
    const before = { ...scene };
    await look();
    const rebuilt = { ...scene };
    await looks(6);

    expect([before.rebuilt, rebuilt.rebuilt, rebuilt.gaveUp]).toEqual([0, 1, 0]);
    expect([scene.rebuilt, scene.gaveUp]).toEqual([1, 1]);
  });

  it('goes on when the new worker takes them', async () => {
    await look();
    scene.delivers = false;
    await looks(7);
    scene.delivers = true;

    await looks(20);

    expect([scene.rebuilt, scene.gaveUp]).toEqual([1, 0]);
  });

  it('does not blame a worker that is busy with a long queue', async () => {
    scene.delivers = false;
    scene.progressed = true;

    await looks(50);

    expect([scene.rebuilt, scene.gaveUp]).toEqual([0, 0]);
  });

  it('does not blame a worker while Redis is away', async () => {
    scene.delivers = false;
    scene.away = true;

    await looks(50);

    expect([scene.rebuilt, scene.gaveUp]).toEqual([0, 0]);
  });
});
