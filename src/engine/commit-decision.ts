import type { CheckRecord } from '../domain/check.js';
import type { Incident } from '../domain/incident.js';
import type { Decision } from '../pipeline/decision.js';
import type { ClaimRequest } from '../ports-delivery.js';
import type { Commit, CommitResult } from '../ports-ledger.js';
import type { EngineDeps } from './engine-deps.js';

/** What a decision was made from, as the commit must find it. */
export interface Basis {
  readonly incident: Incident | null;
  readonly records: ReadonlyMap<string, CheckRecord | null>;
  readonly windowEpoch: number;
  readonly now: number;
  /** How often a decision was refused before this one. */
  readonly attempt: number;
  /** What is to be claimed in the same step. */
  readonly claims?: readonly ClaimRequest[];
}

/** After so many refusals by other processes this one asks for the turn. */
const patience = 2;

/** Writes the decision in one atomic step and remembers what it left behind. */
export async function commitDecision(deps: EngineDeps, decision: Decision, basis: Basis): Promise<CommitResult> {
  const turn = { owner: deps.turns.owner, wanted: basis.attempt >= patience };
  const result = await deps.ledger.commit({ ...toCommit(decision, basis), turn, claims: basis.claims });
  if (result.kind === 'committed') remember(deps, decision, { basis, rev: result.rev, number: result.number });
  return result;
}

function toCommit(decision: Decision, basis: Basis): Commit {
  const { incident } = basis;
  return {
    now: basis.now,
    expected: {
      incident: incident === null ? null : { id: incident.id, rev: incident.rev },
      checks: basis.records,
      windowEpoch: basis.windowEpoch,
    },
    alerts: decision.alerts,
    head: decision.incident === null ? null : headOf(decision.incident),
    checks: decision.checks,
    checkRecords: decision.records,
    timeline: decision.timeline,
    cancel: decision.cancel,
    held: decision.held,
    parent: decision.parent,
    wakesDependents: decision.wakesDependents,
    pages: decision.pages,
    dueAt: decision.dueAt,
  };
}

function headOf({ rev: _rev, number: _number, checks: _checks, ...head }: Incident): Commit['head'] {
  return head;
}

function remember(
  deps: EngineDeps,
  decision: Decision,
  written: { readonly basis: Basis; readonly rev: number; readonly number: number },
): void {
  const incidents =
    decision.incident === null ? [] : [{ ...decision.incident, rev: written.rev, number: written.number }];
  const checkRecords = new Map([...written.basis.records, ...decision.records]);
  deps.book.remember({ incidents, checkRecords });
}
