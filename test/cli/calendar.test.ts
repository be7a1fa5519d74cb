import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FEED_TOKEN } from '../http/fake-router.js';
import { aListeningRouter, type ListeningRouter, run } from './run.js';

let router: ListeningRouter;

beforeEach(async () => {
  router = await aListeningRouter();
});
afterEach(() => router.close());

describe('pagectl calendar', () => {
  it('makes an address and shows it once', async () => {
    const { code, out } = await run(['calendar', 'add', 'roan', '--by', 'roan'], router.env);

    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `http://127.0.0.1:8080/calendar/${FEED_TOKEN}.ics`,
      'Subscribe to it in a calendar program; `pagectl calendar revoke fed_1` ends it.',
    ]);
    expect(router.calls[0]).toMatchObject({ action: 'feed', on: 'roan', actor: { person: 'roan', via: 'cli' } });
  });

  it('lists and revokes addresses', async () => {
    const listed = await run(['calendar', 'list'], router.env);
    const revoked = await run(['calendar', 'revoke', 'fed_1'], router.env);

    expect(listed.out).toMatch(/^fed_1 +roan +2013-04-18/m);
    expect(listed.out).not.toContain(FEED_TOKEN.slice(13));
    expect(revoked.out).toBe('The calendar address fed_1 of roan is revoked.');
  });
});
