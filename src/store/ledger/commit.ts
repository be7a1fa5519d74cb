import { z } from 'zod';
import type { AccountedAlert, AlertRecord } from '../../domain/alert.js';
import type { IncidentHead } from '../../domain/incident.js';
import type { Claimed } from '../../ports-delivery.js';
import type { Commit, CommitResult } from '../../ports-ledger.js';
import { jsonText } from '../script.js';
import type { BatchRequest, RunBatched } from '../script-batch.js';
import { ClaimReply, claimArgument, claimResult } from './claim.js';
import { luaList } from './lua-reply.js';
import { pageRequest } from './plan-page.js';
import { checkRecordText } from './record-text.js';

const Committed = z.object({
  kind: z.literal('committed'),
  rev: z.number(),
  number: z.number(),
  dueMethods: luaList(z.string()),
  claimed: luaList(ClaimReply),
});
type Committed = z.infer<typeof Committed>;

const CommitReply = z.discriminatedUnion('kind', [
  Committed,
  z.object({ kind: z.literal('stale') }),
  z.object({ kind: z.literal('duplicates'), known: luaList(z.tuple([z.string(), z.string()])) }),
]);

/**
 * Commits one decision in one atomic step; those of several incidents that come together share a round trip. A resent command
 * (its reply was lost) answers `committed` again within 60 s. A caller that lost the answer altogether and commits again
 * gets `duplicates` with `known.get(id) === id`: its own commit stands.
 */
export function createCommit(write: RunBatched): (commit: Commit) => Promise<CommitResult> {
  return async (commit) => {
    const reply = CommitReply.parse(JSON.parse(await write(commitRequest(commit))));
    if (reply.kind === 'committed') return { ...reply, claimed: claimedBy(commit, reply) };
    return reply.kind === 'stale' ? reply : { kind: 'duplicates', known: new Map(reply.known) };
  };
}

/** What this commit planned itself is at hand; the script answers only with what else was due. */
function claimedBy({ head, pages, claims = [] }: Commit, { rev, number, claimed }: Committed): Claimed[] {
  const atHand = {
    pages: new Map(pages.map((page) => [page.id, page])),
    incident: head === null ? null : { ...head, rev, number },
  };
  return claimed.flatMap((reply) => {
    const request = claims.find(({ notificationId }) => notificationId === reply.notificationId);
    const result = request === undefined ? null : claimResult(reply, request, atHand);
    return result?.kind === 'claimed' ? [result] : [];
  });
}

function commitRequest(commit: Commit): BatchRequest {
  const { expected, head } = commit;
  if (head !== null && expected.incident !== null && expected.incident.id !== head.id) {
    throw new Error(`commit of incident ${head.id} expects incident ${expected.incident.id}`);
  }
  const incidentId = head?.id ?? expected.incident?.id ?? null;
  const texts: string[] = [];
  const store = (text: string) => texts.push(text);
  const request = {
    step: 'commit',
    now: commit.now,
    incidentId,
    expectedId: expected.incident?.id ?? null,
    expectedRev: String(expected.incident?.rev ?? 0),
    expectedChecks: Array.from(expected.checks, ([key, record]) => ({ key, record: checkRecordText(record) })),
    windowEpoch: String(expected.windowEpoch),
    owner: commit.turn?.owner ?? null,
    wantsTurn: commit.turn?.wanted ?? false,
    head: head === null ? null : headRequest(head, commit.dueAt, store),
    checks: commit.checks.map((check) => ({ key: check.key, doc: store(jsonText(check)) })),
    checkRecords: Array.from(commit.checkRecords, ([key, record]) => ({
      key,
      record: checkRecordText(record),
      keep: record.incidentId !== null,
    })),
    alerts: commit.alerts.map((accounted) => alertRequest(accounted, incidentId, store)),
    timeline: commit.timeline.map((entry) => store(jsonText(entry))),
    cancel: commit.cancel,
    ...holdRequest(commit, store),
    pages: commit.pages.map((page) => ({ ...pageRequest(page), doc: store(jsonText(page)) })),
    claims: (commit.claims ?? []).map(claimArgument),
  };
  const more = commit.alerts.reduce((sum, { repeats = [] }) => sum + repeats.length, 0);
  return { request, texts, more, mayWait: pagesNobody(commit) };
}

/** Pages, and what a person does, go before such alerts, however many they are. */
function pagesNobody({ alerts, pages }: Commit): boolean {
  return alerts.length > 0 && pages.length === 0;
}

/** Keeps a text for the script and gives its number. */
type StoreText = (text: string) => number;

function headRequest(head: IncidentHead, dueAt: number | null, store: StoreText) {
  const { id, key, state, openedAt } = head;
  return { id, key, state, openedAt, dueAt, service: head.service ?? '', doc: store(jsonText(head)) };
}

/** What holds the incident, what it held, and whom it holds. */
function holdRequest({ held = [], parent = null, wakesDependents = false }: Commit, store: StoreText) {
  const line = parent === null || parent.line === null ? null : store(jsonText(parent.line));
  return { held, wakesDependents, parent: parent === null ? null : { id: parent.id, line } };
}

function alertRequest(
  { alert, outcome, because, repeats = [] }: AccountedAlert,
  incidentId: string | null,
  store: StoreText,
) {
  const record: AlertRecord = { alert, incidentId, outcome, because };
  return {
    id: alert.id,
    event: alert.eventKey,
    at: alert.receivedAt,
    spooled: alert.spooled,
    duplicate: outcome === 'duplicate',
    doc: store(jsonText(record)),
    repeats: repeats.map(({ id, receivedAt }) => [id, receivedAt] as const),
  };
}
