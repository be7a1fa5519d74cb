import { z } from 'zod';
import type { ClaimedCall } from '../../domain/delivery.js';
import { IncidentHead } from '../../domain/incident.js';
import { isProblemPage, Page, PageReason } from '../../domain/page.js';
import type { ClaimResult, Ledger } from '../../ports-ledger.js';
import { runScript, type Store } from '../script.js';
import { claimScript } from './claim.lua.js';
import { fieldMap, luaList } from './lua-reply.js';
import { parseNotification } from './notification-fields.js';

const IncidentReply = z.object({ head: z.string(), rev: z.coerce.number(), number: z.coerce.number() });
type IncidentReply = z.infer<typeof IncidentReply>;

const Claimed = z.object({
  kind: z.literal('claimed'),
  fields: z.array(z.string()),
  calls: luaList(z.object({ callId: z.string(), incidentId: z.string().nullable(), page: z.string() })),
  heads: z.record(z.string(), IncidentReply.nullable()),
});
type Claimed = z.infer<typeof Claimed>;

const ClaimReply = z.discriminatedUnion('kind', [
  Claimed,
  z.object({ kind: z.literal('held'), until: z.number() }),
  z.object({ kind: z.literal('nothing') }),
]);

/** Reasons whose pages tell the person of a problem, so that the recovery is told too. */
const tells = Object.fromEntries(PageReason.options.filter(isProblemPage).map((reason) => [reason, true]));

/**
 * Takes due calls of one contact method, all of one person, into one notification (`notificationId` must be fresh; an
 * existing one is handed out again). `heldCount` counts the calls that were due before the method's last hold ended.
 */
export async function claim(store: Store, request: Parameters<Ledger['claim']>[0]): Promise<ClaimResult> {
  const { method, now, limits, leaseMs, notificationId } = request;
  const argument = { ...method, now, limits, leaseMs, notificationId, tells };
  const reply = ClaimReply.parse(JSON.parse(String(await runScript(store, claimScript, argument))));
  return reply.kind === 'claimed' ? claimedResult(reply) : reply;
}

function claimedResult(reply: Claimed): ClaimResult {
  const fields = fieldMap(reply.fields);
  const heads = new Map(Object.entries(reply.heads).map(([id, found]) => [id, parseIncident(found)]));
  return {
    kind: 'claimed',
    notification: parseNotification(fields),
    calls: reply.calls.map(({ callId, incidentId, page }) => ({
      callId,
      page: Page.parse(JSON.parse(page)),
      incident: incidentId === null ? null : (heads.get(incidentId) ?? null),
    })),
    heldCount: Number(fields.get('held')),
    more: fields.get('more') === '1',
  };
}

function parseIncident(found: IncidentReply | null): ClaimedCall['incident'] {
  if (found === null) return null;
  return { ...IncidentHead.parse(JSON.parse(found.head)), rev: found.rev, number: found.number };
}
