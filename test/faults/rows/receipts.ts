import { expect } from '@jest/globals';
import { knownDelivery } from '../../../src/domain/known-delivery.js';
import type { Notification } from '../../../src/domain/notification.js';
import { startMailServer } from '../../harness/smtp-server.js';
import type { CallbackPlan } from '../../harness/twilio-callbacks.js';
import { poll, type RealRouter, type RealRouterOptions, startRealRouter } from '../real-router.js';
import { judge, placeOf } from '../scene.js';
import { type Accepted, allNotifications, postProblem, startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

/** Ann by SMS; mail is what is left when that does not arrive. */
const smsThenMail = `
people:
  ann: { sms: "+12025550111", email: ann@example.org, notify: { high: [sms], low: [sms] } }
subscriptions: [{ who: ann, to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

const receiptWithinMs = 60_000;

/** In wrong order, again and again, each twice; the first final one counts. */
const disorder = ['delivered', 'sending', 'failed', 'teleported', 'sent', 'undelivered', 'delivered'];

export const receiptRows: readonly FaultRow[] = [
  {
    name: 'callbacks before our own record, in a storm: delivered, nothing is taken back or sent again',
    play: () => playStorm({ beforeAnswer: true }),
  },
  {
    name: 'callbacks in the wrong order, repeated, unknown and contradicting: the first final one stays, nobody is called again',
    play: () => playStorm({ statuses: disorder, errorCode: 30003, times: 2 }),
  },
  {
    name: 'callbacks before our own record, kill -9 of the router between them, and a provider that does not list the text: no second one',
    play: () =>
      withReceipts({}, async (router) => {
        const host = 'web1.example';
        router.twilio.callbacks.plan({ statuses: ['sent'], beforeAnswer: true });
        router.twilio.listNothing();

        const killed = router.twilio.pauseAt('taken', host, async () => {
          await router.end('SIGKILL');
        });
        const accepted = await postAll(router, [host]);
        await killed;
        await router.start();
        const { violations, duplicates } = await judge(placeOf(router), [{ accepted }]);

        expect(violations).toEqual([]);
        expect(duplicates).toBe(0);
        expect(router.twilio.callbacks.sent).toMatchObject([{ status: 'sent', answer: 204 }]);
        expect(router.twilio.messages).toHaveLength(1);
        expect(await allNotifications(router.ledger())).toMatchObject([
          { state: 'accepted', attempts: 1, possibleDuplicate: false, receipt: { status: 'sent' } },
        ]);
      }),
  },
];

export const lostReceiptRows: readonly FaultRow[] = [
  {
    name: 'all callbacks are dropped, and the router is killed meanwhile: each text is unknown after 60 s, its mail goes once, nothing has failed',
    play: async () => {
      const mail = await startMailServer();
      try {
        const env = { SMTP_URL: mail.url, MAIL_FROM: 'paging@example.org' };
        await withReceipts({ rules: smsThenMail, env }, async (router) => {
          router.twilio.callbacks.plan({ statuses: [] });
          const hosts = ['web1.example', 'web2.example', 'web3.example'];

          const accepted = await postAll(router, hosts);
          await poll(
            async () => (await textsOf(router)).filter(({ state }) => state === 'accepted').length === 3,
            20_000,
          );
          await router.end('SIGKILL');
          await router.start();
          await poll(async () => mail.mails.length >= 3, receiptWithinMs + 30_000);
          const verdict = await judge(placeOf(router), [{ accepted }], { claimWithinMs: receiptWithinMs + 30_000 });

          expect(verdict).toEqual({ violations: [], duplicates: 0 });
          expect([router.twilio.messages.length, mail.mails.length]).toEqual([3, 3]);
          for (const text of await textsOf(router)) {
            expect(text).toMatchObject({ state: 'accepted', error: null, receipt: null });
            expect(knownDelivery(text).status).toBe('unknown');
            expect(Number(text.unconfirmedAt) - Number(text.receiptDueAt)).toBeLessThan(10_000);
          }
        });
      } finally {
        await mail.close();
      }
    },
  },
];

function withReceipts(options: RealRouterOptions, use: (router: RealRouter) => Promise<void>): Promise<void> {
  return withStarted(startRealRouter({ ...options, env: { TWILIO_RECEIPTS: 'on', ...options.env } }), use);
}

/** Everything is paged once and known to be delivered, whatever the callbacks are like. */
function playStorm(plan: CallbackPlan): Promise<void> {
  return withReceipts({ rules: smsThenMail }, async (router) => {
    router.twilio.callbacks.plan(plan);
    const storm = startStorm(router.url, { pauseMs: 100 });

    await poll(async () => storm.accepted.length >= 30, 20_000);
    await storm.stop();
    await poll(async () => storm.accepted.every(({ host }) => textsByHost(router).has(host)), 20_000);
    await router.twilio.callbacks.idle();
    const verdict = await judge(placeOf(router), [storm]);
    const all = await allNotifications(router.ledger());

    expect(verdict).toEqual({ violations: [], duplicates: 0 });
    expect(new Set(router.twilio.callbacks.sent.map(({ answer }) => answer))).toEqual(new Set([204]));
    expect(new Set(all.map((one) => `${one.channel} ${one.state} ${knownDelivery(one).status}`))).toEqual(
      new Set(['sms accepted delivered']),
    );
    expect(router.twilio.violations).toEqual([]);
  });
}

async function postAll(router: RealRouter, hosts: readonly string[]): Promise<Accepted[]> {
  const answers = await Promise.all(
    hosts.map(async (host) => ({ host, ...(await postProblem(router.url, host, host)) })),
  );
  return answers.flatMap(({ host, alertId }) => (alertId === null ? [] : [{ host, alertId }]));
}

async function textsOf(router: RealRouter): Promise<Notification[]> {
  return (await allNotifications(router.ledger())).filter(({ channel }) => channel === 'sms');
}
