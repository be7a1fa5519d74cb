import { resolve } from 'node:path';
import type { Environment } from '../config/environment.js';
import type { Journal } from '../domain/journal.js';
import {
  createOpenSnapshot,
  type DurabilityWatch,
  startDurabilityWatch,
} from '../engine/durability/durability-watch.js';
import { createEmergency, type Emergency } from '../engine/durability/emergency.js';
import { createEmergencyPages } from '../engine/durability/emergency-pages.js';
import { createKeepAlerts, type KeepAlerts } from '../engine/durability/keep-alerts.js';
import { createRepeats } from '../engine/durability/repeats.js';
import { createReplay } from '../engine/durability/replay.js';
import { createTellRefused } from '../engine/durability/tell-refused.js';
import { createWaitingEntries } from '../engine/durability/waiting-entries.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { areUrgent, repeatsWhatIsKnown } from '../engine/lanes.js';
import type { OpsNotices } from '../engine/ops-notices.js';
import type { TriageAlert } from '../engine/triage-alerts.js';
import { openJournal } from '../journal/open-journal.js';
import type { Clock, Log } from '../ports.js';
import type { RedisStanding } from '../ports-redis.js';
import { takeOwnerLock } from '../store/own-redis/owner-lock.js';
import type { OpenedStore } from './open-store.js';

/** The journal of this process: `DATA_DIR/journal`, for a receiver beside others of its own name. */
export function openOwnJournal(
  { dataDir, role }: Pick<Environment, 'dataDir' | 'role'>,
  deps: { readonly clock: Clock; readonly log: Log },
): Promise<Journal> {
  const directory = resolve(dataDir, role === 'all' ? 'journal' : `journal-${role}`);
  return openJournal({ directory, takeLock: takeOwnerLock, ...deps });
}

/** How accepted alerts survive the loss of Redis. */
export interface Durability {
  readonly keep: KeepAlerts;
  readonly watch: DurabilityWatch;
  readonly journal: Journal;
  /** Resolves when the repeats that wait are in the ledger, or left to the replay. */
  readonly settle: () => Promise<void>;
}

/** Ties the journal to the engine: keep, replay, and page without Redis when it takes too long. */
export function startDurability(given: {
  readonly environment: Pick<Environment, 'emergencyAfterMs'>;
  readonly store: OpenedStore;
  readonly engine: EngineDeps;
  readonly triage: TriageAlert;
  readonly ops: OpsNotices;
  readonly journal: Journal;
}): Durability {
  const { store, engine, triage, journal } = given;
  const { clock, log, metrics, ledger, told } = engine;
  const waiting = createWaitingEntries(journal);
  const emergency: Emergency = createEmergency(engine);
  const snapshot = createOpenSnapshot();
  const repeats = createRepeats({ triage, waiting, emergency });
  const replay = createReplay({
    ...{ journal, ledger, triage, waiting, told, log, metrics, now: clock.now },
    onRefused: createTellRefused(given.ops),
  });
  const { connections } = store;
  const standing = connections.standing;
  const pages = createEmergencyPages({
    engine,
    emergency,
    told,
    journal,
    afterMs: given.environment.emergencyAfterMs,
    openIncidents: snapshot.get,
    standing,
  });
  tellTroubles(given);
  const watch = startDurabilityWatch({ ledger, replay, pages, snapshot, now: clock.now, log });
  connections.ledger.on('ready', watch.returned);
  const ledgerIsDurable = () => isDurable(standing());
  return {
    keep: createKeepAlerts({
      ...{ triage, journal, waiting, repeats, emergency, ledgerIsDurable, clock, log },
      areUrgent: (alerts) => areUrgent(engine, alerts),
      isRepeat: (alert) => repeatsWhatIsKnown(engine, alert),
    }),
    watch,
    journal,
    settle: repeats.settle,
  };
}

/** One that has not been looked at since its last connection is not trusted. */
function isDurable(standing: RedisStanding): boolean {
  return standing.kind === 'in-use' && standing.facts.durable;
}

/** A journal that cannot write is no reason to refuse alerts while Redis is there, but ops must know. */
function tellTroubles({ journal, ops }: { readonly journal: Journal; readonly ops: OpsNotices }): void {
  const check = 'journal on disk';
  journal.onTrouble(({ healthy, reason, reserveUsed }) => {
    if (healthy && !reserveUsed) ops.clear(check);
    else ops.raise({ check, severity: 'error', summary: `The journal has trouble: ${reason ?? 'the disk is full'}` });
  });
}
