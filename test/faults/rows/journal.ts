import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { poll } from '../real-router.js';
import { judge, onlyRouter, startScene } from '../scene.js';
import type { InnerFaults } from '../spawn-serve.js';
import { problemOf, startStorm } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

const troubles: readonly (readonly [string, InnerFaults['journal']])[] = [
  ['the disk of the journal is full (ENOSPC)', { write: 'ENOSPC' }],
  ['the disk of the journal writes by halves', { short: true }],
  ['the disk of the journal fails to write (EIO)', { write: 'EIO' }],
  ['the disk of the journal fails to sync (EIO)', { datasync: 'EIO' }],
];

export const journalRows: readonly FaultRow[] = troubles.map(([what, trouble]) => ({
  name: `${what}: Redis alone is enough, without both 503 and Retry-After, ops are told, nothing durable is lost`,
  play: () =>
    withStarted(startScene(), async (scene) => {
      const { router } = onlyRouter(scene);
      const storm = startStorm(router.url, { pauseMs: 50 });
      await poll(async () => storm.accepted.length > 10, 20_000);

      await router.order('journal', trouble);
      const before = storm.accepted.length;
      await poll(async () => storm.accepted.length > before + 20, 20_000);
      await poll(async () => scene.twilio.messages.some(({ body }) => /journal/i.test(body)), 20_000);
      const refusedWithRedis = [...storm.refused];
      await scene.server.kill();
      await sleep(500);
      const refusal = await post(router.url);
      await scene.server.start();
      await router.order('journal', {});
      await poll(async () => (await post(router.url)).status === 202, 20_000);
      await storm.stop();
      const { violations } = await judge(scene, [storm]);

      expect(refusedWithRedis).toEqual([]);
      expect(refusal).toEqual({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
      expect(new Set(storm.refused)).toEqual(new Set([503]));
      expect(violations).toEqual([]);
    }),
}));

async function post(url: string): Promise<{ readonly status: number; readonly retryAfter: string | null }> {
  const answer = await fetch(`${url}/webhooks/generic`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(problemOf('web999000.example')),
  });
  await answer.arrayBuffer();
  return { status: answer.status, retryAfter: answer.headers.get('Retry-After') };
}
