import { createMovableClock, type MovableClock } from '../../src/clock/movable-clock.js';
import type { Channel } from '../../src/domain/channel.js';
import type { SendOutcome } from '../../src/domain/delivery.js';
import type { Rules } from '../../src/domain/rules.js';
import { createCaseBook } from '../../src/engine/case-book.js';
import { createCurrentWindows } from '../../src/engine/current-windows.js';
import { createReceipts } from '../../src/engine/deliver/receipts.js';
import { createDispatcher, type Dispatcher } from '../../src/engine/dispatcher.js';
import { createToldPeople } from '../../src/engine/durability/told-people.js';
import type { EngineDeps } from '../../src/engine/engine-deps.js';
import { createOperations } from '../../src/engine/operations/operations.js';
import { createOpsNotices, type OpsNotices } from '../../src/engine/ops-notices.js';
import { createTriage, type TriageAlert } from '../../src/engine/triage-alerts.js';
import { createTurns } from '../../src/engine/turns.js';
import type { Operations, Receipts } from '../../src/engine/use-cases.js';
import type { Verification } from '../../src/engine/verification.js';
import { compileRules } from '../../src/pipeline/route/rule-index.js';
import type { FeedStore, Log, Message, MessageChannel, Metrics } from '../../src/ports.js';
import type { Ledger } from '../../src/ports-ledger.js';
import { createLedger } from '../../src/store/ledger/create-ledger.js';
import { startTestRedis, type TestRedis } from '../harness/redis.js';
import { evening, story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';

/** A message that a provider was given. */
export interface Sent extends Message {
  readonly channel: Channel;
}

/** One router process as far as the engine goes: its own case book and windows, the ledger of all. */
export interface TestEngine {
  readonly deps: EngineDeps;
  readonly triage: TriageAlert;
  readonly dispatcher: Dispatcher;
  readonly operations: Operations;
  readonly ops: OpsNotices;
  readonly receipts: Receipts;
  /** Other rules come into force in this process. */
  reload(rules: Rules): void;
}

/** One Redis, one clock, and what left for the phones and mailboxes of the story's people. */
export interface Bench {
  readonly clock: MovableClock;
  readonly ledger: Ledger;
  /** The Redis of the ledger, for what a test does to it. */
  readonly redis: TestRedis['redis'];
  readonly sent: Sent[];
  /** What a provider says to a message; accepted unless replaced. */
  answer: (message: Sent) => SendOutcome | Promise<SendOutcome>;
  /** What the provider of SMS finds when it is asked for a message: its id, null, or `no-answer`. */
  find: (message: Sent) => string | null;
  engine(options?: EngineOptions): Promise<TestEngine>;
  /** Nothing is due any more: rounds of the clock in all engines. */
  settle(...engines: readonly TestEngine[]): Promise<void>;
  /** Moves from due time to due time. */
  advance(ms: number, ...engines: readonly TestEngine[]): Promise<void>;
  /** `roan sms`, in the order sent since the last call; not what is only told of windows. */
  news(): string[];
  /** `roan email: …`: what has been told of windows so far. */
  notices(): string[];
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly rules?: Rules;
  /** The provider of SMS tells what becomes of a text. */
  readonly withReceipts?: boolean;
  /** People may answer by text. */
  readonly repliesByText?: boolean;
  /** Which checks' sources are silent; absent: none. */
  readonly verification?: Verification;
  /** 0: every wake-up is lost. */
  readonly maxInFlight?: number;
  readonly ledger?: Ledger;
}

export const accepted: SendOutcome = { kind: 'accepted', providerId: 'P1' };
export const permanent: SendOutcome = {
  kind: 'permanent',
  code: '21211',
  text: 'no such number',
  configuration: false,
};
export const unknown: SendOutcome = { kind: 'unknown', code: 'timeout', text: 'no answer' };

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const noFeeds: FeedStore = {
  add: async () => undefined,
  read: async () => null,
  revoke: async () => undefined,
  list: async () => ({ items: [], nextCursor: null }),
};
const uncounted: Metrics = { count() {}, gauge() {} };

export async function startBench(): Promise<Bench> {
  const server: TestRedis = await startTestRedis();
  const { redis } = server;
  const clock = createMovableClock(evening);
  const ledger = createLedger({ redis, prefix: 'pr' });
  const sent: Sent[] = [];
  let told = 0;

  const bench: Bench = {
    clock,
    ledger,
    redis,
    sent,
    answer: () => accepted,
    find: () => null,
    engine: (options = {}) => createEngine(bench, options),
    async settle(...engines) {
      for (let round = 0; round < 1000; round += 1) {
        const before = await ledger.oldestDue();
        for (const { dispatcher } of engines) {
          await dispatcher.tick();
          await dispatcher.idle();
        }
        const next = await ledger.oldestDue();
        if (next === null || next > clock.now() || next === before) return;
      }
      throw new Error('something stays due without the clock moving');
    },
    async advance(ms, ...engines) {
      const end = clock.now() + ms;
      await bench.settle(...engines);
      for (let next = await ledger.oldestDue(); next !== null && next <= end; next = await ledger.oldestDue()) {
        clock.set(Math.max(next, clock.now() + 1));
        await bench.settle(...engines);
      }
      clock.set(end);
      await bench.settle(...engines);
    },
    news() {
      const fresh = sent.slice(told);
      told = sent.length;
      return fresh.filter((one) => !isNotice(one)).map(({ person, channel }) => `${person} ${channel}`);
    },
    notices: () =>
      sent.filter(isNotice).map(({ person, channel, subject, text }) => `${person} ${channel}: ${subject || text}`),
    async clear() {
      await redis.flushall();
      clock.set(evening);
      sent.length = 0;
      told = 0;
      bench.answer = () => accepted;
      bench.find = () => null;
    },
    stop: () => server.stop(),
  };
  return bench;
}

function isNotice({ subject, text }: Sent): boolean {
  return /^\[?MAINTENANCE\b/.test(subject || text);
}

async function createEngine(bench: Bench, options: EngineOptions): Promise<TestEngine> {
  let index = compileRules(options.rules ?? buildRules(story));
  const ledger = options.ledger ?? bench.ledger;
  let loadedAt = bench.clock.now();
  const { windows, overrides, recurring: made } = ledger;
  const kept = { read: () => [], keep: () => {} };
  const current = createCurrentWindows({
    ...{ windows, overrides, made, kept },
    added: { readCurrent: async (known) => ({ epoch: (await windows.epoch()) ?? known, methods: null }) },
    index: () => index,
    clock: bench.clock,
  });
  const deps: EngineDeps = {
    ledger,
    index: current.rules,
    rulesLoadedAt: () => loadedAt,
    windows: current,
    book: createCaseBook(),
    told: createToldPeople(),
    turns: createTurns(),
    channels: { sms: smsChannel(bench, options), email: fakeChannel(bench, 'email') },
    verification: options.verification ?? { unverifiedSince: async () => new Map() },
    link: (number, person) => `http://router/${number}/${person}`,
    repliesByText: options.repliesByText ?? false,
    clock: bench.clock,
    log: silent,
    metrics: uncounted,
    random: () => 0.5,
  };
  await deps.windows.refresh();
  const dispatcher = createDispatcher(deps, {
    wakeups: { wake: async () => undefined },
    maxInFlight: options.maxInFlight ?? 64,
    onTrouble: ({ check, summary, at, channel }) =>
      ops.raise({ check, severity: 'error', summary, since: at, failing: channel }),
  });
  const triage = createTriage(deps, dispatcher);
  const ops = createOpsNotices({ triage, clock: bench.clock, log: silent });
  return {
    deps,
    triage,
    dispatcher,
    ops,
    receipts: createReceipts(deps, { dispatcher, ops }),
    operations: createOperations(deps, dispatcher, noFeeds),
    reload: (rules) => {
      index = compileRules(rules);
      loadedAt = bench.clock.now();
    },
  };
}

function smsChannel(bench: Bench, { withReceipts = false }: EngineOptions): MessageChannel {
  const channel: MessageChannel = {
    ...fakeChannel(bench, 'sms'),
    find: async (message) => {
      const answer = bench.find({ ...message, channel: 'sms' });
      if (answer === null || answer === 'no-answer') return answer ?? 'absent';
      return { providerId: answer };
    },
  };
  const failureOf = (errorCode: string | null) =>
    ({
      kind: 'permanent',
      code: errorCode ?? 'undelivered',
      text: 'out of reach',
      configuration: errorCode === '30034',
    }) as const;
  return withReceipts ? { ...channel, receipts: { failureOf } } : channel;
}

function fakeChannel(bench: Bench, channel: Channel): MessageChannel {
  return {
    channel,
    provider: 'fake',
    send: async (message) => {
      const sent = { ...message, channel };
      bench.sent.push(sent);
      return bench.answer(sent);
    },
    close: async () => undefined,
  };
}
