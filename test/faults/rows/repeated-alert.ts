import { expect } from '@jest/globals';
import { type RealRouter, startRealRouter } from '../real-router.js';
import { judge, placeOf } from '../scene.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

export const repeatedAlertRows: readonly FaultRow[] = [
  {
    name: 'the same alert again, after a crash of the router, and by many at once: one alert, one page',
    play: () =>
      withStarted(startRealRouter(), async (router) => {
        const before = await Promise.all(Array.from({ length: 10 }, () => postEvent(router, 'event-1')));
        await router.end('SIGKILL');
        await router.start();
        const after = await Promise.all(Array.from({ length: 10 }, () => postEvent(router, 'event-1')));
        const accepted = [...before, ...after].map((alertId) => ({ alertId, host: 'web1.example' }));
        const { violations, duplicates } = await judge(placeOf(router), [{ accepted }]);

        expect(violations).toEqual([]);
        expect(router.twilio.messages.length).toBe(1 + duplicates);
      }),
  },
];

async function postEvent({ url }: RealRouter, eventId: string): Promise<string> {
  const alert = {
    kind: 'problem',
    severity: 'critical',
    host: 'web1.example',
    check: 'http',
    summary: 'down',
    eventId,
  };
  const answer = await fetch(`${url}/webhooks/generic`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(alert),
  });
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'alertId' in body ? String(body.alertId) : '';
}
