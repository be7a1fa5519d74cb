import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import type { SentSms } from '../harness/twilio-phone.js';
import type { StandInMode } from '../harness/twilio-stand-in.js';
import { parsoidDown } from './rules.js';

/** Roan by SMS; mail is what is left when that does not arrive. */
const rules = `
people:
  daniel: { sms: "+12025550101", email: daniel@example.org, roles: [ops] }
  roan: { sms: "+12025550143", email: roan@example.org, notify: { high: [sms], low: [sms] } }
services: { parsoid: { match: [{ check: "*parsoid*" }] } }
subscriptions: [{ who: roan, to: parsoid }, { who: daniel, to: unmatched }]
escalationPolicies: { default: { steps: [{ page: subscribers }, { after: 60m, page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

let router: TestRouter;
let begunAt: number;

beforeEach(async () => {
  router = await startTestRouter({ rules, env: { TWILIO_RECEIPTS: 'on' } });
  begunAt = router.clock.now();
});
afterEach(() => router.stop());

interface Got {
  /** Seconds after the alert. */
  readonly texts: readonly number[];
  readonly mails: number;
  readonly isMarked: boolean;
}

/** What has come to Roan until 50 minutes after the alert, which the next step comes an hour after. */
async function gotInAll(): Promise<Got> {
  await router.clock.advanceTo(begunAt + 50 * 60_000);
  const { items } = (await router.api('GET', '/notifications')) as {
    items: { person: string; channel: string; possibleDuplicate: boolean }[];
  };
  return {
    texts: router.phone('roan').messages.map(({ at }) => Math.round((at - begunAt) / 1000)),
    mails: router.mailbox('roan').mails.length,
    isMarked: items.some(({ channel, possibleDuplicate }) => channel === 'sms' && possibleDuplicate),
  };
}

async function alertWhile(mode: StandInMode, times = 1): Promise<Got> {
  router.twilio.mode(mode, times);
  await router.alert('icinga', parsoidDown());
  await router.settle();
  return gotInAll();
}

describe('what a person gets, and when', () => {
  it('of a provider that is slow: one text', async () => {
    expect(await alertWhile({ answersAfterMs: 3000 })).toEqual({ texts: [0], mails: 0, isMarked: false });
  });

  it('of one that never answers a call: one text ten seconds after it was given up, which may be a repeat', async () => {
    expect(await alertWhile('hang')).toEqual({ texts: [10], mails: 0, isMarked: true });
  });

  it('of one that asks for patience (429, Retry-After: 20): one text then', async () => {
    expect(await alertWhile({ retryAfter: 20 })).toEqual({ texts: [20], mails: 0, isMarked: false });
  });

  it('of one that asks for ten minutes: the mail at once, the text then', async () => {
    expect(await alertWhile({ retryAfter: 600 })).toEqual({ texts: [600], mails: 1, isMarked: false });
  });

  it('of one that fails once (500): one text ten seconds later, after it was asked', async () => {
    expect(await alertWhile('500')).toEqual({ texts: [10], mails: 0, isMarked: true });
    expect(router.twilio.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
  });

  it('of one that has taken the text, answers 500 and tells no more: one text, and the mail as it is not confirmed', async () => {
    expect(await alertWhile('500-after-accept')).toEqual({ texts: [0], mails: 1, isMarked: false });
  });

  it('of one that cuts the connection on the way back and tells no more: the same', async () => {
    expect(await alertWhile('reset-after-accept')).toEqual({ texts: [0], mails: 1, isMarked: false });
  });
});

describe('what a person gets of a provider that lies about receipts', () => {
  it.each([
    ['delivered, then failed: the text, and nobody is called again', ['sent', 'delivered', 'failed'], 0],
    ['failed, then delivered: the mail at once', ['failed', 'delivered'], 1],
    ['words that nobody knows: the mail after 60 s', ['teleported'], 1],
    ['nothing, ever: the mail after 60 s', [], 1],
  ])('%s', async (_what, statuses, mails) => {
    router.twilio.callbacks.plan({ statuses, errorCode: 30_008 });
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('61s');
    const soon = router.mailbox('roan').mails.length;

    expect(soon).toBe(mails);
    expect(await gotInAll()).toEqual({ texts: [0], mails, isMarked: false });
  });

  it('receipts of texts that nobody sent: nothing', async () => {
    await router.alert('icinga', parsoidDown());
    await router.settle();
    const [text] = router.phone('roan').messages;
    const stranger = {
      ...(text as SentSms),
      sid: 'SM99999999999999999999999999999999',
      statusCallback: `${text?.statusCallback?.replace(/\?.*/, '')}?n=00000000-0000-4000-8000-000000000000`,
    };
    const answer = await router.twilio.callbacks.send(stranger, 'failed', { errorCode: 30_003 });

    expect(answer).toBe(204);
    expect(await gotInAll()).toEqual({ texts: [0], mails: 0, isMarked: false });
  });
});
