import type { Page } from '../domain/page.js';
import type { Clock, Wakeups } from '../ports.js';
import type { Claimed, ClaimRequest } from '../ports-delivery.js';
import type { DueRef } from '../ports-ledger.js';
import { deliverClaimed } from './deliver/deliver-method.js';
import { claimAgain, claimsFor, type FirstPages } from './deliver/first-pages.js';
import type { Delivered } from './deliver/send-notification.js';
import type { Trouble } from './deliver/trouble.js';
import type { EngineDeps } from './engine-deps.js';
import { runDue } from './run-due.js';

/** Runs due work in this process while it has room, and hands the rest to others. */
export interface Dispatcher extends FirstPages {
  /** Runs one due thing now. Errors are logged: the lease brings it back. */
  run(ref: DueRef): Promise<void>;
  /** Begins with due things while this process has room for them; hands on the others. */
  begin(refs: readonly DueRef[]): void;
  /**
   * One round of the clock: leases what is due and runs it, until nothing more is due. Resolves when everything is
   * decided; deliveries go on beside it (see `idle`), so that a slow provider never stops the clock.
   */
  tick(): Promise<void>;
  /** Resolves when nothing runs in this process; work that begins meanwhile is waited for too. */
  idle(): Promise<void>;
  /** Takes no new work; resolves when what runs is finished, or after 8 s: the ledger's leases bring the rest back. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  /** Where wake-ups go that this process has no room for. */
  readonly wakeups: Wakeups;
  /** Deliveries at work at once, and decisions that others asked for; 0: this process delivers nothing itself (receiver). */
  readonly maxInFlight: number;
  readonly onTrouble: (trouble: Trouble) => void;
  /** The check of such a trouble is well again. */
  readonly onWell?: (check: string) => void;
  /** Answers a text that somebody has sent; absent: none come. */
  readonly answerText?: (id: string) => Promise<Partial<Delivered>>;
}

const leaseMs = 15_000;
const leaseBatch = 200;
const stopMs = 8000;
/** These decide only: a round of the clock waits for them, and what they leave to deliver is other work. */
const deciding: ReadonlySet<DueRef['kind']> = new Set(['incident', 'window', 'dependents']);
/** Deliveries of one process at once; what finds no room comes back when its lease ends. */
const maxDeliveries = 500;

export function createDispatcher(deps: EngineDeps, options: DispatcherOptions): Dispatcher {
  const running = new Set<Promise<void>>();
  /** Those that deliver. Decisions take no room from them: however many are due, a new page leaves with its commit. */
  const delivering = new Set<Promise<void>>();
  const rounds = new Set<Promise<void>>();
  const lostClaims: ClaimRequest[] = [];
  /** Room that is kept for claims under way. */
  let offered = 0;
  let stopped = false;
  const goesOn = () => !stopped;

  function wakeRefs(refs: readonly DueRef[]): void {
    const overflow: DueRef[] = [];
    for (const ref of refs) {
      if (!stopped && alike(ref) < options.maxInFlight) void run(ref);
      else overflow.push(ref);
    }
    if (overflow.length > 0) options.wakeups.wake(overflow).catch((cause) => logLost(cause));
  }

  /** Work under way that takes room from it. */
  function alike(ref: DueRef): number {
    return isDecision(ref) ? running.size - delivering.size : delivering.size;
  }

  /** Lost wake-ups cost a second: the tick finds the work. */
  function logLost(cause: unknown): void {
    deps.log.warn({ cause }, 'wake-up not queued');
  }

  function wake(methodKeys: readonly string[]): void {
    wakeRefs(methodKeys.map((key) => ({ kind: 'method', key })));
  }

  function run(ref: DueRef, leasedUntil: number | null = null): Promise<void> {
    return track(perform(ref, leasedUntil), ref);
  }

  function track(work: Promise<void>, ref: DueRef): Promise<void> {
    const tracked = work
      .catch((cause) => deps.log.warn({ cause, ref }, 'due work failed: it comes back when its lease ends'))
      .finally(() => {
        running.delete(tracked);
        delivering.delete(tracked);
      });
    running.add(tracked);
    if (!isDecision(ref)) delivering.add(tracked);
    return tracked;
  }

  async function perform(ref: DueRef, leasedUntil: number | null): Promise<void> {
    const { answerText = async () => ({}) } = options;
    const again = await runDue(deps, ref, { follow, goesOn, answerText });
    if (leasedUntil !== null) await deps.ledger.settleDue(ref, leasedUntil, again);
  }

  function follow({ dueMethods = [], incidents = [], troubles = [], wellAgain = [] }: Partial<Delivered>): void {
    wake(dueMethods);
    wakeRefs(incidents.map((id) => ({ kind: 'incident', id })));
    for (const trouble of troubles) options.onTrouble(trouble);
    for (const check of wellAgain) options.onWell?.(check);
  }

  function offer(pages: readonly Page[], now: number): readonly ClaimRequest[] {
    if (pages.length === 0 || stopped) return [];
    const room = Math.max(0, options.maxInFlight - delivering.size - offered);
    const claims = claimsFor(deps, pages, now).slice(0, room);
    offered += claims.length;
    return claims;
  }

  function send(claims: readonly ClaimRequest[], claimed: readonly Claimed[]): void {
    offered -= claims.length;
    for (const one of claimed) {
      void track(deliverClaimed(deps, one, { follow, goesOn }), { kind: 'notification', id: one.notification.id });
    }
  }

  /** What comes too late for this is found by its lease. */
  async function askForLost(): Promise<void> {
    for (let [claim] = lostClaims; claim !== undefined; [claim] = lostClaims) {
      const claimed = await claimAgain(deps, claim);
      if (claimed !== null) send([], [claimed]);
      lostClaims.shift();
    }
  }

  function tick(): Promise<void> {
    const round = runRound();
    rounds.add(round);
    return round.finally(() => rounds.delete(round));
  }

  async function runRound(): Promise<void> {
    await deps.windows.refresh();
    await askForLost();
    for (let more = true; more && !stopped; ) {
      const now = deps.clock.now();
      const refs = await deps.ledger.leaseDue(now, leaseMs, leaseBatch);
      await Promise.all(start(refs, now + leaseMs));
      // Its incidents have been made due.
      more = refs.length === leaseBatch || refs.some(({ kind }) => kind === 'window' || kind === 'dependents');
    }
  }

  /** Starts the work; returns that which decides. */
  function start(refs: readonly DueRef[], leasedUntil: number): Promise<void>[] {
    const decisions: Promise<void>[] = [];
    for (const ref of refs) {
      if (isDecision(ref)) decisions.push(run(ref, leasedUntil));
      else if (delivering.size < maxDeliveries) void run(ref, leasedUntil);
    }
    return decisions;
  }

  async function idle(): Promise<void> {
    while (running.size + rounds.size > 0) await Promise.allSettled([...running, ...rounds]);
  }

  return {
    wake,
    offer,
    send,
    lost(claims) {
      offered -= claims.length;
      lostClaims.push(...claims);
    },
    run: (ref) => run(ref),
    begin: wakeRefs,
    tick,
    idle,
    async stop() {
      stopped = true;
      let bound: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        bound = setTimeout(resolve, stopMs);
      });
      await Promise.race([idle(), patience]);
      clearTimeout(bound);
    },
  };
}

function isDecision({ kind }: DueRef): boolean {
  return deciding.has(kind);
}

const tickMs = 1000;
/** Rounds do not follow each other faster than this. */
const shortestTickMs = 200;

/**
 * Calls `tick` every second until stopped, and sooner when something falls due within it: a bundle goes as its hold ends. A failed
 * round is logged and the next one comes.
 */
export function startTicking(
  dispatcher: Pick<Dispatcher, 'tick'>,
  deps: Pick<EngineDeps, 'log'> & {
    readonly clock: Clock;
    readonly onRound: (at: number) => void;
    /** When the first thing is due, UTC ms. */
    readonly nextDue: () => Promise<number | null>;
  },
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let round: Promise<void> = Promise.resolve();
  let stopped = false;

  async function next(): Promise<void> {
    let waitMs = tickMs;
    try {
      await dispatcher.tick();
      deps.onRound(deps.clock.now());
      waitMs = untilNext((await deps.nextDue()) ?? 0, deps.clock.now());
    } catch (cause) {
      deps.log.warn({ cause }, 'tick failed');
    }
    if (!stopped) timer = setTimeout(start, waitMs);
  }

  function start(): void {
    round = next();
  }

  start();
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await round;
    },
  };
}

/** What is overdue has found no room, or is another process's. */
function untilNext(due: number, now: number): number {
  return due <= now ? tickMs : Math.min(tickMs, Math.max(shortestTickMs, due - now));
}
