import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { type MailServer, type MailServerOptions, type SmtpMode, startMailServer } from '../../harness/smtp-server.js';
import { poll } from '../real-router.js';
import { judge, type Scene, startScene } from '../scene.js';
import { postProblem, type Storm, startStorm, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import type { FaultRow } from './fault-row.js';

/** Ann by SMS, bob by mail. */
const rules = `
people:
  ann: { sms: "+12025550111", notify: { high: [sms], low: [sms] } }
  bob: { email: bob@example.org, notify: { high: [email], low: [email] } }
subscriptions: [{ who: [ann, bob], to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

/** The same two; cleo is called when nobody of them could be, by step or by ops' word. */
const followed = `
people:
  ann: { sms: "+12025550111", notify: { high: [sms], low: [sms] } }
  bob: { email: bob@example.org, notify: { high: [email], low: [email] } }
  cleo: { sms: "+12025550112", roles: [ops], notify: { high: [sms], low: [sms] } }
subscriptions: [{ who: [ann, bob], to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }], repeat: 0 } }
limits: { sms: off, email: off }
`;

const passing: readonly (readonly [string, SmtpMode])[] = [
  ['puts off every mail (greylisting, 451)', '451'],
  ['takes 8 s for a reply (tarpit)', 'tarpit'],
  ['drops the connection after the content', 'drop-after-dot'],
];

const lasting: readonly (readonly [string, SmtpMode, MailServerOptions])[] = [
  ['refuses the recipient (550)', '550', {}],
  ['has a certificate that nobody trusts', 'accept', { distrusted: true }],
];

export const mailRows: readonly FaultRow[] = [
  ...passing.map(([what, mode]) => ({
    name: `the mail server ${what} in a storm: SMS goes out as ever, every mail afterwards, in one copy`,
    play: () =>
      playMailTrouble({ mode, server: {} }, async ({ scene, mail, storm }) => {
        mail.mode('accept');
        await poll(async () => storm.accepted.every(({ host }) => mailsAbout(mail, host) > 0), 60_000);
        const verdict = await judge(scene, [storm]);

        expect(verdict).toEqual({ violations: [], duplicates: 0 });
        expect(storm.accepted.map(({ host }) => mailsAbout(mail, host))).toEqual(storm.accepted.map(() => 1));
      }),
  })),
  ...lasting.map(([what, mode, server]) => ({
    name: `the mail server ${what} in a storm: SMS goes out as ever, ops hear of each mail that reached nobody`,
    play: () =>
      playMailTrouble({ mode, server }, async ({ scene, mail, storm }) => {
        const ledger = createLedger({ redis: scene.redis, prefix: 'pr' });
        await poll(async () => (await ledger.listDeadLetters(1000)).length >= storm.accepted.length, 30_000);
        await poll(async () => scene.twilio.messages.some(({ body }) => body.includes('could not be reached')), 30_000);
        const { violations } = await judge(scene, [storm]);

        expect(violations).toEqual([]);
        expect(mail.mails).toEqual([]);
      }),
  })),
];

export const tarpitRows: readonly FaultRow[] = [
  {
    name: 'the mail server takes 35 s for a reply (tarpit): texts as ever, who has only mail is followed within 2 min, and gets it in the end, once',
    play: async () => {
      const mail = await startMailServer();
      try {
        const env = { SMTP_URL: mail.url, MAIL_FROM: 'paging@example.org' };
        await withStarted(startScene({ rules: followed, env }), async (scene) => {
          mail.mode({ tarpitMs: 35_000, only: 'RCPT' });
          const begun = Date.now();
          await postProblem(scene.urls[0] ?? '', 'web1.example', 'web1.example');
          const textTo = (number: string) => scene.twilio.messages.find(({ to }) => to === number);
          await poll(async () => textTo('+12025550111') !== undefined, 30_000);
          await poll(async () => textTo('+12025550112') !== undefined, 120_000);
          const followedAfter = Date.now() - begun;
          await poll(async () => mailsAbout(mail, 'web1.example') > 0, 330_000 - followedAfter);
          await sleep(5000);

          expect(followedAfter).toBeLessThan(120_000);
          expect(mailsAbout(mail, 'web1.example')).toBe(1);
        });
      } finally {
        await mail.close();
      }
    },
  },
];

interface MailTrouble {
  readonly scene: Scene;
  readonly mail: MailServer;
  readonly storm: Storm;
}

/** Some seconds of a storm with the trouble; every SMS of it has gone out before `then` begins. */
async function playMailTrouble(
  { mode, server }: { readonly mode: SmtpMode; readonly server: MailServerOptions },
  then: (trouble: MailTrouble) => Promise<void>,
): Promise<void> {
  const mail = await startMailServer(server);
  try {
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'paging@example.org' };
    await withStarted(startScene({ rules, env }), async (scene) => {
      mail.mode(mode);
      const storm = startStorm(scene.urls, { senders: 1, pauseMs: 200 });
      await poll(async () => storm.accepted.length >= 10, 20_000);
      await storm.stop();
      await poll(async () => storm.accepted.every(({ host }) => textsByHost(scene).has(host)), 5000);
      await sleep(1000);
      await then({ scene, mail, storm });
    });
  } finally {
    await mail.close();
  }
}

function mailsAbout({ mails }: MailServer, host: string): number {
  return mails.filter(({ parsed }) => `${parsed.subject} ${parsed.text}`.includes(host)).length;
}
