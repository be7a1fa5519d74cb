import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidUp } from './rules.js';

/** Roan has nothing but a phone; Daniel, of ops, prefers his phone and has a mailbox behind it. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops], notify: { high: [sms], low: [email] } }
  roan: { sms: "+12025550143", notify: { high: [sms], low: [sms] } }
services:
  parsoid: { name: Parsoid, match: [{ check: "*parsoid*" }] }
subscriptions:
  - { who: roan, to: parsoid }
  - { who: daniel, to: unmatched }
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off }
`;

interface Letter {
  readonly id: string;
  readonly end: unknown;
}

let router: TestRouter;

beforeEach(async () => {
  router = await startTestRouter({ rules });
  router.twilio.mode({ error: 21211 });
  await router.alert('icinga', parsoidDown());
  await router.clock.advance('5s');
});
afterEach(() => router.stop());

async function letters(query = ''): Promise<readonly Letter[]> {
  const { items } = (await router.api('GET', `/dead-letters${query}`)) as { readonly items: readonly Letter[] };
  return items;
}

const idOf = async () => (await letters())[0]?.id ?? '';

describe('a page that reached nobody', () => {
  it('is told to ops on the channel that still works, and listed until somebody has seen to it', async () => {
    const mail = await router.mailbox('daniel').expectMail(/pages that reached nobody: roan/);
    const listed = await router.pagectl('dead-letter', 'list');
    const forgiven = await router.pagectl(
      'dead-letter',
      'forgive',
      await idOf(),
      '--note',
      'on leave',
      '--by',
      'daniel',
    );
    const again = await router.pagectl('dead-letter', 'forgive', await idOf(), '--by', 'daniel');
    await router.restart();

    expect(mail.parsed.text).toMatch(/roan could not be reached/);
    expect(listed.out).toMatch(/roan +no contact method left; sms 21211/);
    expect(forgiven.out).toMatch(/Forgiven: roan/);
    expect(again.out).toMatch(/was forgiven already by daniel/);
    expect(await letters('?state=open')).toEqual([]);
    expect(await letters()).toMatchObject([{ end: { kind: 'forgiven', by: 'daniel', note: 'on leave' } }]);
    expect(await router.api('GET', '/audit?action=dead-letters.forgive')).toMatchObject({
      items: [{ outcome: 'done', reason: 'on leave', target: expect.stringMatching(/of roan$/) }],
    });
  });

  it('is sent again once, by the contact methods that its person has then', async () => {
    router.twilio.mode('ok');
    const id = encodeURIComponent(await idOf());
    const retries = await Promise.all([1, 2, 3].map(() => router.api('POST', `/dead-letters/${id}/retry`, {})));
    await router.phone('roan').expectSms(/CRITICAL Parsoid/);
    await router.clock.advance('1m');

    await router.phone('roan').expectNothing();
    expect(retries).toHaveLength(3);
    expect(await letters('?state=open')).toEqual([]);
    expect(JSON.stringify(await router.api('GET', '/incidents/1/timeline'))).toMatch(/page to roan tried again/);
  });

  it('that fails again is another dead letter; one whose incident is over is only to be forgiven', async () => {
    await router.pagectl('dead-letter', 'retry', await idOf());
    await router.clock.advance('5s');
    const open = await letters('?state=open');
    await router.alert('icinga', parsoidUp());
    const id = encodeURIComponent(open[0]?.id ?? '');
    const late = await router.api('POST', `/dead-letters/${id}/retry`, {}, 409);
    const none = await router.pagectl('dead-letter', 'retry', 'nonsense');

    expect(await letters()).toHaveLength(2);
    expect(open).toHaveLength(1);
    expect(late).toMatchObject({ code: 'not-wanted', detail: expect.stringMatching(/incident 1 is over: forgive it/) });
    expect(none).toMatchObject({ exitCode: 1, err: expect.stringMatching(/there is no dead letter nonsense/) });
  });
});
