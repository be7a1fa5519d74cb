import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

/** daniel has the duty, leslie the next day; gabriel is paged at any time, roan by nothing. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, shiftMails: off }
  leslie: { sms: "+12025550102", shiftMails: off }
  gabriel: { sms: "+12025550103", notify: { high: [sms], low: [sms] } }
  roan: { email: roan@example.org }
schedules:
  duty: { timezone: UTC, rotations: [{ members: [daniel, leslie], every: 1d, startsAt: "2013-04-18T00:00:00Z" }] }
subscriptions:
  - { who: [duty, gabriel], to: all }
`;

describe('who can be paged', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules, at: '2013-04-18T10:00:00Z' });
  });
  afterEach(() => router.stop());

  it('is not known at first, shown by test pages, and forgotten after a month', async () => {
    const before = await router.pagectl('people', 'check');
    for (const person of ['daniel', 'leslie', 'gabriel']) await router.pagectl('page', 'test', person);
    await router.clock.advance('1m');
    const after = await router.pagectl('people', 'check');
    await router.clock.advance('31d');
    const later = await router.pagectl('people', 'check');

    expect(before.exitCode).toBe(1);
    expect(before.err).toContain('not known to be reachable: daniel, gabriel, leslie');
    expect(before.out).not.toContain('roan');
    expect(after).toMatchObject({ exitCode: 0, err: '' });
    expect(after.out).toMatch(/^daniel +now +yes +sms .*works.*; email .*works/m);
    expect(after.out).toMatch(/^gabriel +always +yes/m);
    expect(after.out).not.toContain('+12025550101');
    expect(later.exitCode).toBe(1);
  });

  it('is nobody whose last message failed', async () => {
    for (const person of ['daniel', 'gabriel']) await router.pagectl('page', 'test', person);
    await router.clock.advance('1m');
    router.twilio.mode({ error: 21211 });
    await router.pagectl('page', 'test', 'gabriel');
    await router.clock.advance('1m');
    const { items } = JSON.parse((await router.pagectl('--json', 'people', 'check', '--all')).out);
    const of = (name: string) => items.find(({ person }: { person: string }) => person === name);

    expect(of('gabriel')).toMatchObject({ verdict: 'unreachable', atRisk: true, methods: [{ standing: 'failed' }] });
    expect(of('daniel')).toMatchObject({ onCall: 'now', verdict: 'ready', atRisk: false });
    expect(of('leslie')).toMatchObject({ onCall: 'soon', startsAt: '2013-04-19T00:00:00.000Z', verdict: 'untested' });
    expect(of('roan')).toMatchObject({ onCall: 'no', verdict: 'untested', atRisk: false });
  });
});
