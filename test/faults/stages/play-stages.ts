import type { Notification } from '../../../src/domain/notification.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import type { SentSms } from '../../harness/twilio-phone.js';
import type { Verdict } from '../checker.js';
import { poll } from '../real-router.js';
import { judge, onlyRouter, type Scene, startScene } from '../scene.js';
import { type Accepted, allNotifications, postProblem, textsByHost } from '../storm.js';
import { withStarted } from '../with-started.js';
import { adminToken, type Stage, type Stand, stageRules } from './stage.js';

/** How a stage was survived. */
export interface PlayedStage {
  readonly stage: Stage;
  readonly killedAt: number;
  readonly accepted: readonly Accepted[];
  /** About its host. */
  readonly texts: readonly SentSms[];
  readonly notifications: readonly Notification[];
  readonly violations: readonly string[];
}

export interface PlayedLane {
  /** Since when the router runs undisturbed. */
  readonly upAt: number;
  readonly stages: readonly PlayedStage[];
  readonly verdict: Verdict;
  /** The router did not call the provider as it describes. */
  readonly misuse: readonly string[];
}

type Kill = Pick<PlayedStage, 'stage' | 'killedAt' | 'accepted'>;

/** One stage after the other on the same router; then the checker. */
export async function playLane(stages: readonly Stage[]): Promise<PlayedLane> {
  const lanes: PlayedLane[] = [];
  const env = { ADMIN_TOKEN: adminToken, LOG_LEVEL: 'error' };
  await withStarted(startScene({ rules: stageRules, env }), async (scene) => {
    const kills: Kill[] = [];
    for (const stage of stages) kills.push(await playStage(scene, stage));
    const upAt = Date.now();
    await poll(async () => stages.every((stage) => isTold(scene, stage)), 45_000).catch(() => {});
    lanes.push({ upAt, ...(await judgeLane(scene, kills)) });
  });
  const [lane] = lanes;
  if (lane === undefined) throw new Error('the lane was not played to its end');
  return lane;
}

/** Killed at the stage, started again; and the sender repeats what was not answered 202. */
async function playStage(scene: Scene, stage: Stage): Promise<Kill> {
  const { router, proxy } = onlyRouter(scene);
  const { host } = stage;
  const accepted: Accepted[] = [];
  const post = async (): Promise<void> => {
    const { alertId } = await postProblem(router.url, host, host);
    if (alertId !== null) accepted.push({ host, alertId });
  };
  const stand: Stand = { router, proxy, twilio: scene.twilio, host, post };
  await Promise.race([stage.kill(stand), tooLong(stage)]);
  const killedAt = Date.now();
  await router.start();
  if (accepted.length === 0) await post();
  await stage.repeat?.(stand);
  if (!stage.isLeased) await poll(() => isSettled(scene, stage), 30_000);
  return { stage, killedAt, accepted };
}

function tooLong({ name }: Stage): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`the router never came to the stage: ${name}`)), 20_000).unref();
  });
}

function isTold(scene: Scene, { host, texts = 1 }: Stage): boolean {
  return (textsByHost(scene).get(host) ?? 0) >= texts;
}

/** The next kill would otherwise hit what this one has left. */
async function isSettled(scene: Scene, stage: Stage): Promise<boolean> {
  if (!isTold(scene, stage)) return false;
  const mine = await notificationsOf(scene, stage);
  return mine.every(({ state }) => state === 'accepted');
}

async function notificationsOf({ redis }: Scene, { host }: Stage): Promise<Notification[]> {
  const all = await allNotifications(createLedger({ redis, prefix: 'pr' }));
  return all.filter(({ text }) => text === null || text.includes(host));
}

async function judgeLane(scene: Scene, kills: readonly Kill[]): Promise<Omit<PlayedLane, 'upAt'>> {
  // What a window held is not paged by its alert, but by the end of the window.
  const paging = kills.filter(({ stage }) => !stage.isHeld);
  const verdict = await judge(scene, [{ accepted: paging.flatMap(({ accepted }) => accepted) }]);
  const stages = kills.map(async (kill): Promise<PlayedStage> => {
    const { host } = kill.stage;
    return {
      ...kill,
      texts: scene.twilio.messages.filter(({ body }) => body.includes(host)),
      notifications: await notificationsOf(scene, kill.stage),
      violations: verdict.violations.filter((violation) => violation.includes(host)),
    };
  });
  return { stages: await Promise.all(stages), verdict, misuse: [...scene.twilio.violations] };
}
