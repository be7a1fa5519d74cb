import type { Environment } from '../config/environment.js';
import type { Rules } from '../domain/rules.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { createReconcile, type Reconcile } from '../engine/reconcile/reconcile.js';
import { createVerification } from '../engine/reconcile/verification.js';
import type { TriageAlert } from '../engine/triage-alerts.js';
import type { Verification } from '../engine/verification.js';
import type { Clock } from '../ports.js';
import { openIcinga } from '../sources/icinga/api/index.js';
import { createReconcileMemory } from '../store/reconcile-memory.js';
import type { OpenedStore } from './open-store.js';
import { type Repeating, startRepeating } from './repeat.js';

/** What compares the router with Icinga, where it may be asked. */
export interface Reconciling {
  /** Null: no source can be asked. */
  readonly reconcile: Reconcile | null;
  /** One comparison, now: for tests. */
  round(): Promise<void>;
  /** From now on; a receiver compares only when it is asked to. */
  begin(): void;
  stop(): Promise<void>;
}

const everyMs = 10_000;
/** A storm, or a slow Icinga, makes comparisons long: they may take a tenth of the time at most. */
const restShare = 10;

/** The one source that can be asked. */
const askedSource = 'icinga';

function memoryOf({ connections, prefix }: OpenedStore) {
  return createReconcileMemory({ redis: connections.ledger, prefix }, askedSource);
}

/** Whether what is known of checks can still be believed: by what was heard, and where a source is asked by that. */
export function buildVerification(given: {
  readonly environment: Pick<Environment, 'icinga'>;
  readonly store: OpenedStore;
  readonly rules: () => Rules;
  readonly clock: Clock;
}): Verification {
  const { environment, store, rules, clock } = given;
  const { comparison } = memoryOf(store);
  const asked = environment.icinga === null ? null : { source: askedSource, comparison };
  return createVerification({ rules, seen: store.lastSeen, asked, clock });
}

export function createReconciling(
  deps: EngineDeps,
  around: {
    readonly environment: Pick<Environment, 'icinga' | 'role'>;
    readonly store: OpenedStore;
    readonly triage: TriageAlert;
  },
): Reconciling {
  const { environment, store, triage } = around;
  const { clock, log } = deps;
  const source = environment.icinga === null ? null : openIcinga(environment.icinga, clock);
  const memory = memoryOf(store);
  const reconcile = source === null ? null : createReconcile({ ...deps, source, memory }, triage);
  let repeating: Repeating | null = null;
  let restUntil = 0;

  async function turn(): Promise<void> {
    const began = performance.now();
    if (reconcile === null || began < restUntil) return;
    await reconcile.round();
    const ended = performance.now();
    restUntil = ended + (ended - began) * restShare;
  }

  return {
    reconcile,
    round: async () => reconcile?.round(),
    begin() {
      if (reconcile === null || environment.role === 'receiver') return;
      void store.connections.inUse.then(() => {
        repeating ??= startRepeating(everyMs, log, turn);
      });
    },
    async stop() {
      await source?.close();
      await repeating?.stop();
      await reconcile?.stop();
    },
  };
}
