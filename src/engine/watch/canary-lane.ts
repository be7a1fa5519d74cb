import { compileWindows } from '../../pipeline/suppress/window-index.js';
import type { Clock, Log, MessageChannel, OutboxStore, Wakeups } from '../../ports.js';
import type { DueRef, Ledger } from '../../ports-ledger.js';
import { createCaseBook } from '../case-book.js';
import { onlyWake } from '../deliver/first-pages.js';
import { createDispatcher, type Dispatcher } from '../dispatcher.js';
import { createToldPeople } from '../durability/told-people.js';
import type { EngineDeps } from '../engine-deps.js';
import { createTriage, type TriageAlert } from '../triage-alerts.js';
import { createTurns } from '../turns.js';
import { canaryRules } from './canary-rules.js';

/**
 * The engine a second time, over a ledger beside the people's one: what goes through it meets the same code, the same
 * Redis, the same queue and the same clock as a page, and leaves nothing where people look.
 */
export interface CanaryLane {
  readonly ledger: Ledger;
  /** Where its messages end. */
  readonly sink: OutboxStore;
  /** Its page is woken through the queue … */
  readonly triageWoken: TriageAlert;
  /** … or not at all: then the clock must find it. */
  readonly triageUnwoken: TriageAlert;
  readonly dispatcher: Dispatcher;
}

export interface CanaryLaneOptions {
  readonly ledger: Ledger;
  readonly sink: OutboxStore;
  /** The channel that writes to `sink`. */
  readonly channel: MessageChannel;
  readonly wakeups: Wakeups;
  readonly clock: Clock;
  readonly log: Log;
}

export function createCanaryLane({ ledger, sink, channel, wakeups, clock, log }: CanaryLaneOptions): CanaryLane {
  const deps = laneDeps({ ledger, channel, clock, log });
  const asRefs = (keys: readonly string[]) => keys.map((key): DueRef => ({ kind: 'method', key }));
  const wakeThroughQueue = (keys: readonly string[]) => {
    wakeups.wake(asRefs(keys)).catch((cause) => log.warn({ cause }, 'the wake-up of the canary was not queued'));
  };
  return {
    ledger,
    sink,
    triageWoken: createTriage(deps, onlyWake(wakeThroughQueue)),
    triageUnwoken: createTriage(
      deps,
      onlyWake(() => undefined),
    ),
    dispatcher: createDispatcher(deps, {
      wakeups: { wake: async () => undefined },
      maxInFlight: 0,
      onTrouble: ({ summary }) => log.warn({ summary }, 'the canary met trouble'),
    }),
  };
}

function laneDeps({ ledger, channel, clock, log }: Omit<CanaryLaneOptions, 'sink' | 'wakeups'>): EngineDeps {
  const index = canaryRules();
  const windows = { epoch: 0, index: compileWindows(index, []) };
  return {
    ledger,
    index: () => index,
    rulesLoadedAt: () => 0,
    windows: { get: () => windows, rules: () => index, recurring: () => [], refresh: async () => undefined },
    book: createCaseBook(),
    told: createToldPeople(),
    turns: createTurns(),
    channels: { sms: channel, email: channel },
    link: () => '',
    verification: { unverifiedSince: async () => new Map() },
    repliesByText: false,
    clock,
    // What is news about people's pages is none about the canary's.
    log: { ...log, info: log.debug },
    metrics: { count: () => undefined, gauge: () => undefined },
    random: Math.random,
  };
}
