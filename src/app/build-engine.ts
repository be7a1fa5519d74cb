import type { Environment } from '../config/environment.js';
import { createIntake } from '../engine/accept-alerts.js';
import { createDispatcher, type Dispatcher } from '../engine/dispatcher.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { createOperations } from '../engine/operations/operations.js';
import { createOpsNotices, type OpsNotices } from '../engine/ops-notices.js';
import { createTriage } from '../engine/triage-alerts.js';
import type { Intake, Operations } from '../engine/use-cases.js';
import { createHearing } from '../engine/watch/hearing.js';
import { createSilentSources } from '../engine/watch/silent-sources.js';
import type { Wakeups } from '../ports.js';
import type { LastSeen } from '../ports-watch.js';

/** The use cases of one process. */
export interface Engine {
  readonly dispatcher: Dispatcher;
  readonly intake: Intake;
  readonly ops: OpsNotices;
  readonly operations: Operations;
  /** Looks whether a declared source has fallen silent. */
  readonly silentSources: { look(): Promise<void> };
}

const maxInFlight = 64;

/** Ties intake, dispatcher and the router's own notices together; a receiver delivers nothing itself. */
export function buildEngine(
  deps: EngineDeps,
  { wakeups, lastSeen: seen }: { readonly wakeups: Wakeups; readonly lastSeen: LastSeen },
  role: Environment['role'],
): Engine {
  const dispatcher = createDispatcher(deps, {
    wakeups,
    maxInFlight: role === 'receiver' ? 0 : maxInFlight,
    onTrouble: ({ check, summary, at }) => ops.raise({ check, severity: 'error', summary, since: at }),
  });
  const triage = createTriage(deps, dispatcher.wake);
  const { clock, log, metrics, ledger } = deps;
  const ops = createOpsNotices({ triage, clock, log });
  return {
    dispatcher,
    ops,
    intake: createIntake({ triage, ops, hearing: createHearing({ seen, clock, log }), clock, log, metrics }),
    operations: createOperations(deps, dispatcher),
    silentSources: createSilentSources({ rules: () => deps.index().rules, seen, ledger, triage, clock, log, metrics }),
  };
}
