import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AccountedAlert, AlertRecord } from '../../domain/alert.js';
import { CheckState } from '../../domain/check.js';
import { IncidentHead } from '../../domain/incident.js';
import type { Commit, CommitResult } from '../../ports-ledger.js';
import { runScript, type Store } from '../script.js';
import { commitScript } from './commit.lua.js';
import { luaList } from './lua-reply.js';
import { pageRequest } from './plan-page.js';
import { checkRecordText } from './record-text.js';

const CommitReply = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('committed'),
    rev: z.number(),
    number: z.number(),
    dueMethods: luaList(z.string()),
  }),
  z.object({ kind: z.literal('stale') }),
  z.object({ kind: z.literal('duplicates'), known: luaList(z.tuple([z.string(), z.string()])) }),
]);

/**
 * One decision in one atomic step. A resent command (its reply was lost) answers `committed` again within 60 s. A caller
 * that lost the answer altogether and commits again gets `duplicates` with `known.get(id) === id`: its own commit stands.
 */
export async function commit(store: Store, commit: Commit): Promise<CommitResult> {
  const reply = CommitReply.parse(JSON.parse(String(await runScript(store, commitScript, commitRequest(commit)))));
  if (reply.kind !== 'duplicates') return reply;
  return { kind: 'duplicates', known: new Map(reply.known) };
}

function commitRequest(commit: Commit) {
  const { expected, head } = commit;
  if (head !== null && expected.incident !== null && expected.incident.id !== head.id) {
    throw new Error(`commit of incident ${head.id} expects incident ${expected.incident.id}`);
  }
  const incidentId = head?.id ?? expected.incident?.id ?? null;
  return {
    request: randomUUID(),
    now: commit.now,
    incidentId,
    expectedId: expected.incident?.id ?? null,
    expectedRev: String(expected.incident?.rev ?? 0),
    expectedChecks: [...expected.checks].map(([key, record]) => ({ key, record: checkRecordText(record) })),
    windowEpoch: String(expected.windowEpoch),
    owner: commit.turn?.owner ?? null,
    wantsTurn: commit.turn?.wanted ?? false,
    head: head === null ? null : headRequest(head, commit.dueAt),
    checks: commit.checks.map((check) => ({ key: check.key, doc: JSON.stringify(CheckState.parse(check)) })),
    checkRecords: [...commit.checkRecords].map(([key, record]) => ({
      key,
      record: checkRecordText(record),
      keep: record.incidentId !== null,
    })),
    alerts: commit.alerts.map((accounted) => alertRequest(accounted, incidentId)),
    timeline: commit.timeline.map((entry) => JSON.stringify(entry)),
    cancel: commit.cancel,
    pages: commit.pages.map(pageRequest),
  };
}

/** Parsed so that only the head's own fields are kept: callers often have a whole incident in hand. */
function headRequest(head: IncidentHead, dueAt: number | null) {
  const { id, key, state, openedAt } = head;
  return {
    id,
    key,
    state,
    openedAt,
    dueAt,
    service: head.service ?? '',
    doc: JSON.stringify(IncidentHead.parse(head)),
  };
}

function alertRequest({ alert, outcome, because }: AccountedAlert, incidentId: string | null) {
  const record: AlertRecord = { alert, incidentId, outcome, because };
  return {
    id: alert.id,
    event: alert.eventKey,
    at: alert.receivedAt,
    spooled: alert.spooled,
    duplicate: outcome === 'duplicate',
    doc: JSON.stringify(record),
  };
}
