import type { Environment } from '../config/environment.js';
import { createIntake } from '../engine/accept-alerts.js';
import { createDispatcher, type Dispatcher } from '../engine/dispatcher.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { createOperations } from '../engine/operations/operations.js';
import { createOpsNotices, type OpsNotices } from '../engine/ops-notices.js';
import { createTriage } from '../engine/triage-alerts.js';
import type { Intake, Operations } from '../engine/use-cases.js';
import type { Wakeups } from '../ports.js';

/** The use cases of one process. */
export interface Engine {
  readonly dispatcher: Dispatcher;
  readonly intake: Intake;
  readonly ops: OpsNotices;
  readonly operations: Operations;
}

const maxInFlight = 64;

/** Ties intake, dispatcher and the router's own notices together; a receiver delivers nothing itself. */
export function buildEngine(deps: EngineDeps, wakeups: Wakeups, role: Environment['role']): Engine {
  const dispatcher = createDispatcher(deps, {
    wakeups,
    maxInFlight: role === 'receiver' ? 0 : maxInFlight,
    onTrouble: ({ check, summary, at }) => ops.raise({ check, severity: 'error', summary, since: at }),
  });
  const triage = createTriage(deps, dispatcher.wake);
  const { clock, log, metrics } = deps;
  const ops = createOpsNotices({ triage, clock, log });
  return {
    dispatcher,
    ops,
    intake: createIntake({ triage, ops, clock, log, metrics }),
    operations: createOperations(deps, dispatcher),
  };
}
