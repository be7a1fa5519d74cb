import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Incident, TimelineEntry } from '../../src/domain/incident.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { handOn } from '../harness/twilio-texts.js';
import { ledgerScripts, textScripts } from './ledger-scripts.js';
import { poll } from './real-router.js';
import { onlyRouter, type Scene, startScene } from './scene.js';
import { annsPhone, killAtLedger, type Stand } from './stages/stage.js';
import { postProblem } from './storm.js';
import { withStarted } from './with-started.js';

/** Ann is paged, and asks by text for bob. */
const rules = `
people:
  ann: { sms: "${annsPhone}", notify: { high: [sms], low: [sms] } }
  bob: { sms: "+12025550112", notify: { high: [sms], low: [sms] } }
services: { web: { match: [{ host: "web*" }], owners: [ann], groupBy: host } }
subscriptions: [{ who: ann, to: all }]
escalationPolicies: { default: { steps: [{ page: subscribers }, { after: 30m, page: [bob] }], repeat: 0 } }
limits: { sms: off, email: off }
`;
/** That of the scene's routers. */
const publicUrl = 'http://127.0.0.1:8080';
const number = /Escalated #(\d+) /;

interface AnsweringStage {
  readonly name: string;
  readonly host: string;
  /** Kills the router once the text about the incident has come so far. */
  kill(stand: Stand): Promise<void>;
  /** Its reply was under way: it goes when the lease of the dead process is over. */
  readonly isLate?: true;
}

const at =
  (script: string, moment: 'request' | 'reply', more: readonly string[] = []) =>
  (stand: Stand) =>
    killAtLedger(stand, { at: moment, texts: [script, ...more] });

const stages: readonly AnsweringStage[] = [
  { name: 'S1 text in, not kept', host: 'web1.example', kill: at(textScripts.hear, 'request') },
  { name: 'S2 text kept, not answered 200', host: 'web2.example', kill: at(textScripts.hear, 'reply') },
  {
    name: 'S3 answered 200, nothing done',
    host: 'web3.example',
    kill: at(ledgerScripts.commit, 'request', ['escalated by ann']),
  },
  {
    name: 'S4 done, and the router does not know',
    host: 'web4.example',
    kill: at(ledgerScripts.commit, 'reply', ['escalated by ann']),
  },
  { name: 'S5 done, not settled', host: 'web5.example', kill: at(textScripts.settle, 'request') },
  { name: 'S6 settled, its reply not sent', host: 'web6.example', kill: at(textScripts.settle, 'reply'), isLate: true },
  {
    name: 'S7 the provider has the reply, and the router does not know',
    host: 'web7.example',
    kill: ({ twilio, router }) =>
      twilio.pauseAt('taken', 'Escalated', async () => {
        await router.end('SIGKILL');
      }),
    isLate: true,
  },
];

/** The page comes, is answered, the router dies of it and starts again; and the provider hands the same text on once more. */
async function play(scene: Scene, stage: AnsweringStage, n: number): Promise<void> {
  const { router, proxy } = onlyRouter(scene);
  const { twilio } = scene;
  const { host } = stage;
  const stand: Stand = { router, proxy, twilio, host, post: async () => {} };
  await postProblem(router.url, host, host);
  const page = () => twilio.phone(annsPhone).texts.find((text) => text.includes(host) && /=ack/.test(text));
  await poll(async () => page() !== undefined, 30_000);
  const code = /(\d+)a=ack/.exec(page() ?? '')?.[1] ?? '';
  const text = { from: annsPhone, body: `${code} escalate`, sid: `SMstage${n}` };
  const send = () => handOn(publicUrl, text, twilio, router.url).catch(() => null);

  const [answer] = await Promise.all([send(), stage.kill(stand)]);

  await router.start();
  // It does so where it was not answered; where it was, a repeat must do nothing either.
  expect((await send())?.status).toBe(200);
  expect(answer === null || answer.status === 200).toBe(true);
  // Or the next kill would find it under way.
  if (!stage.isLate) await poll(async () => isSettled(scene, n + 1), 60_000);
}

/** The reply about this incident is with the provider, and the ledger knows. */
async function isSettled(scene: Scene, incident: number): Promise<boolean> {
  const { items } = await createLedger({ redis: scene.redis, prefix: 'pr' }).listNotifications({ limit: 100 });
  return items.some(({ text, state }) => state === 'accepted' && number.exec(text ?? '')?.[1] === String(incident));
}

describe('kill -9 of the router while it answers a text', () => {
  const incidents = new Map<string, { incident: Incident; timeline: readonly TimelineEntry[] }>();
  let replies: readonly string[] = [];
  let marked = 0;

  beforeAll(async () => {
    const env = { TWILIO_REPLIES: 'on', LOG_LEVEL: 'error' };
    await withStarted(startScene({ rules, env }), async (scene) => {
      for (const [n, stage] of stages.entries()) await play(scene, stage, n);
      const repliesNow = () => scene.twilio.phone(annsPhone).texts.filter((text) => number.test(text));
      const numbers = () => new Set(repliesNow().map((text) => number.exec(text)?.[1]));
      const ledger = createLedger({ redis: scene.redis, prefix: 'pr' });
      await poll(async () => numbers().size === stages.length && (await nothingDue(ledger)), 60_000).catch(() => {});
      replies = repliesNow();
      for (const { host } of stages) {
        const { items } = await ledger.listIncidents({ host, limit: 1 });
        const [incident] = items;
        if (incident !== undefined) incidents.set(host, { incident, timeline: await ledger.readTimeline(incident.id) });
      }
      const { items } = await ledger.listNotifications({ limit: 100 });
      marked = items.filter(({ text, possibleDuplicate }) => possibleDuplicate && number.test(text ?? '')).length;
    });
  });

  it.each(stages)('$name: done once, told once, whatever the provider repeats', ({ host }) => {
    const found = incidents.get(host);
    const told = replies.filter((text) => number.exec(text)?.[1] === String(found?.incident.number));

    expect(found?.timeline.filter(({ kind }) => kind === 'escalated')).toMatchObject([{ person: 'ann' }]);
    expect(found?.incident.step).toBe(2);
    expect(told.length).toBe(1);
  });

  it('marks no more than the one reply that may have been sent before', () => {
    expect(marked).toBeLessThanOrEqual(1);
  });
});

describe('a text that a receiver takes', () => {
  it('is answered by a worker', async () => {
    const env = { TWILIO_REPLIES: 'on', LOG_LEVEL: 'error' };
    const each = [{ env: { ROLE: 'receiver' } }, { env: { ROLE: 'worker' } }];
    await withStarted(startScene({ rules, env, routers: 2, each }), async ({ routers, twilio }) => {
      const [receiver] = routers;
      const url = receiver?.url ?? '';
      await postProblem(url, 'web1.example', 'web1.example');
      await poll(async () => twilio.phone(annsPhone).texts.some((text) => text.includes('1a=ack')), 30_000);

      const answer = await handOn(publicUrl, { from: annsPhone, body: '1a' }, twilio, url);
      await poll(async () => twilio.phone(annsPhone).texts.some((text) => text.startsWith('Acknowledged #1')), 5000);

      expect(answer.status).toBe(200);
    });
  });
});

async function nothingDue(ledger: ReturnType<typeof createLedger>): Promise<boolean> {
  const due = await ledger.oldestDue();
  return due === null || due > Date.now() + 60_000;
}
