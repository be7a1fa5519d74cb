import { z } from 'zod';
import type { ClaimedCall } from '../../domain/delivery.js';
import { IncidentHead } from '../../domain/incident.js';
import { Page } from '../../domain/page.js';
import type { Claimed, ClaimRequest, ClaimResult } from '../../ports-delivery.js';
import { runScript, type Store } from '../script.js';
import { claimScript } from './claim.lua.js';
import { luaList } from './lua-reply.js';

const Taken = z.object({
  kind: z.literal('claimed'),
  notificationId: z.string(),
  at: z.number(),
  person: z.string(),
  calls: luaList(z.object({ callId: z.string(), pageId: z.string(), incidentId: z.string().nullable() })),
  /** Of pages that the caller did not write itself: id, document. */
  pages: luaList(z.tuple([z.string(), z.string()])),
  /** Of such incidents: id, head, rev, number. */
  heads: luaList(z.tuple([z.string(), z.string(), z.coerce.number(), z.coerce.number()])),
  held: z.number(),
  left: z.number(),
  code: z.number().nullable(),
  optedOut: z.boolean(),
});
type Taken = z.infer<typeof Taken>;

/** What the claim script answers. */
export const ClaimReply = z.discriminatedUnion('kind', [
  Taken,
  z.object({ kind: z.literal('held'), notificationId: z.string(), until: z.number() }),
  z.object({ kind: z.literal('nothing'), notificationId: z.string() }),
]);
export type ClaimReply = z.infer<typeof ClaimReply>;

/** Pages and incidents that the caller has at hand, by id. */
export interface AtHand {
  readonly pages: ReadonlyMap<string, Page>;
  readonly incident: ClaimedCall['incident'];
}

const nothingAtHand: AtHand = { pages: new Map(), incident: null };

/** A claim as the scripts take it. */
export function claimArgument({ method, now, limits, leaseMs, notificationId, withCode }: ClaimRequest) {
  return { channel: method.channel, to: method.to, now, limits, leaseMs, notificationId, withCode: withCode === true };
}

/** Takes due calls of one contact method, all of one person, into one notification. */
export async function claim(store: Store, request: ClaimRequest): Promise<ClaimResult> {
  const reply = ClaimReply.parse(JSON.parse(String(await runScript(store, claimScript, claimArgument(request)))));
  return claimResult(reply, request, nothingAtHand);
}

/** The result of a claim whose reply has come. `heldCount` counts the calls that were due before the method's last hold ended. */
export function claimResult(reply: ClaimReply, request: Pick<ClaimRequest, 'method'>, atHand: AtHand): ClaimResult {
  if (reply.kind === 'held') return { kind: 'held', until: reply.until };
  return reply.kind === 'nothing' ? { kind: 'nothing' } : claimedResult(reply, request, atHand);
}

function claimedResult(reply: Taken, { method }: Pick<ClaimRequest, 'method'>, atHand: AtHand): Claimed {
  const pages = new Map(reply.pages.map(([id, doc]) => [id, Page.parse(JSON.parse(doc))]));
  const heads = new Map(
    reply.heads.map(([id, head, rev, number]) => [id, { ...IncidentHead.parse(JSON.parse(head)), rev, number }]),
  );
  const pageOf = (id: string): Page => {
    const page = atHand.pages.get(id) ?? pages.get(id);
    if (page === undefined) throw new Error(`the ledger claimed a call of page ${id} and does not have it`);
    return page;
  };
  const incidentOf = (id: string) => (atHand.incident?.id === id ? atHand.incident : (heads.get(id) ?? null));
  return {
    kind: 'claimed',
    notification: {
      v: 1,
      id: reply.notificationId,
      ...method,
      person: reply.person,
      calls: reply.calls,
      state: 'sending',
      attempts: 1,
      possibleDuplicate: false,
      createdAt: reply.at,
      updatedAt: reply.at,
      provider: null,
      providerId: null,
      error: null,
      subject: null,
      text: null,
      code: reply.code,
      receipt: null,
      receiptDueAt: null,
      unconfirmedAt: null,
      lateAt: null,
    },
    calls: reply.calls.map(({ callId, pageId, incidentId }) => ({
      callId,
      page: pageOf(pageId),
      incident: incidentId === null ? null : incidentOf(incidentId),
    })),
    heldCount: reply.held,
    more: reply.left > 0,
    leftCount: reply.left,
    optedOut: reply.optedOut,
  };
}
