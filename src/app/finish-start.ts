import type { Environment } from '../config/environment.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { retellDeadLetters } from '../engine/retell-dead-letters.js';
import type { Engine } from './build-engine.js';
import type { ClockWork } from './clock-work.js';
import type { OpenedStore } from './open-store.js';

/** What waits until Redis is in use, at once or whenever that is: the clock, the queue, and what died before this start. */
export function finishStart(given: {
  readonly store: OpenedStore;
  readonly deps: EngineDeps;
  readonly engine: Engine;
  readonly clockWork: ClockWork;
  readonly isOver: () => boolean;
}): void {
  const { store, deps, engine, clockWork, isOver } = given;
  const { ledger, clock, log } = deps;
  const late = store.connections.standing().kind !== 'in-use';

  function begin(): void {
    if (isOver()) return;
    if (late) log.warn({}, 'Redis is there: the start is finished, the journal is replayed');
    clockWork.begin();
    retellDeadLetters({ ledger, ops: engine.ops, clock }).catch((cause: unknown) =>
      log.warn({ cause }, 'the last dead letters could not be read'),
    );
  }

  void store.connections.inUse.then(begin);
}

/** Where the ledger is, for the start lines; also that it is nowhere yet, and what that means. */
export function describeStore({ where, connections }: OpenedStore, role: Environment['role']): string {
  const standing = connections.standing();
  if (standing.kind === 'in-use') return where;
  const meanwhile = role === 'worker' ? 'this worker waits for it' : 'alerts are kept in the journal until it is';
  return `${where}, WHICH IS NOT THERE: ${standing.because}; ${meanwhile}`;
}
