import type { Incident } from '../../domain/incident.js';
import type { Log } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';
import type { EmergencyPages } from './emergency-pages.js';
import type { Replay } from './replay.js';

const everyMs = 1000;
const snapshotEveryMs = 15_000;
const snapshotSize = 200;

/** Watches over the ledger: notices that it is away, calls the emergency, and replays when it is back. */
export interface DurabilityWatch {
  /** Since when Redis does not answer, UTC ms; null: it does. */
  awaySince(): number | null;
  /** One look, now: for tests and the demo, whose clock jumps. */
  look(): Promise<void>;
  /** A new connection to Redis: it may be another one, or lack what it had answered. */
  returned(): void;
  stop(): Promise<void>;
}

export interface OpenSnapshot {
  /** Null: nobody has read them since the start. */
  get(): readonly Incident[] | null;
  set(incidents: readonly Incident[]): void;
}

/** Open incidents as they were when Redis was last there. */
export function createOpenSnapshot(): OpenSnapshot {
  let incidents: readonly Incident[] | null = null;
  return {
    get: () => incidents,
    set: (read) => {
      incidents = read;
    },
  };
}

/** Looks once a second; the first look reads the whole journal again. */
export function startDurabilityWatch(deps: {
  readonly ledger: Pick<Ledger, 'oldestDue' | 'listIncidents'>;
  readonly replay: Replay;
  readonly pages: EmergencyPages;
  readonly snapshot: OpenSnapshot;
  readonly now: () => number;
  readonly log: Log;
}): DurabilityWatch {
  const { ledger, replay, pages, snapshot, now, log } = deps;
  let away: number | null = null;
  let scanNext = true;
  let snapshotAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    if (await answers()) await lookWhileThere();
    else await lookWhileAway();
  }

  async function lookWhileAway(): Promise<void> {
    if (away === null) log.error({}, 'Redis does not answer: alerts are kept in the journal, nothing is escalated');
    away ??= now();
    await pages.look(away);
  }

  async function lookWhileThere(): Promise<void> {
    if (away !== null) log.info({ awayMs: now() - away }, 'Redis answers again');
    away = null;
    if (scanNext) await scan();
    if (await replay.run()) pages.over();
    await keepSnapshot();
  }

  /** A new connection while it runs asks for another one. */
  async function scan(): Promise<void> {
    scanNext = false;
    const done = await replay.scan();
    scanNext = scanNext || !done;
  }

  async function answers(): Promise<boolean> {
    try {
      await ledger.oldestDue();
      return true;
    } catch {
      return false;
    }
  }

  async function keepSnapshot(): Promise<void> {
    if (now() - snapshotAt < snapshotEveryMs) return;
    snapshotAt = now();
    const { items } = await ledger.listIncidents({ state: 'open', limit: snapshotSize });
    snapshot.set(items);
  }

  async function next(): Promise<void> {
    await look().catch((cause) => log.warn({ cause }, 'look at the ledger failed'));
    if (!stopped) timer = setTimeout(start, everyMs);
  }

  function start(): void {
    looking = next();
  }

  start();
  return {
    awaySince: () => away,
    look,
    returned() {
      scanNext = true;
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
}
