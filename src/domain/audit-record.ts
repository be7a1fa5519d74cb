import { z } from 'zod';

const AuditValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** A state of something, as far as it matters; no secrets, no whole phone numbers or mail addresses. */
export const AuditState = z.record(z.string(), AuditValue).nullable();
export type AuditState = z.infer<typeof AuditState>;

/**
 * One line of the audit: a privileged change, or one that was refused. The field names and their order are those of the
 * exported JSON lines; `hash` is over all the others (see `pipeline/audit/hash-record.ts`).
 */
export const AuditRecord = z.object({
  v: z.literal(1),
  /** Place in the chain, from 1 on. */
  seq: z.number().int(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Who showed the token: a person, `admin`, `robot:<token>`, `nobody`. */
  who: z.string(),
  /** In whose name, where that is somebody else (`--by`). */
  actingAs: z.string().nullable(),
  /** Id of the token; null: ADMIN_TOKEN, a link, an identity provider. */
  token: z.string().nullable(),
  /** `api`, `cli`, `link`, `sms` */
  via: z.string(),
  /** Network address; null: unknown. */
  from: z.string().nullable(),
  /** `windows.open`, `tokens.revoke`, … */
  action: z.string(),
  /** `incident 12`, `window 3fa9 on parsoid`; null: nothing in particular. */
  target: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  /** Why it was refused. */
  code: z.string().nullable(),
  /** Why it was done, in the actor's words. */
  reason: z.string().nullable(),
  before: AuditState,
  after: AuditState,
  /** Hash of the record before; 64 zeros for the first. */
  prev: z.string(),
  hash: z.string(),
});
export type AuditRecord = Readonly<z.infer<typeof AuditRecord>>;

/** A record that has no place in the chain yet. */
export type AuditEntry = Omit<AuditRecord, 'v' | 'seq' | 'prev' | 'hash'>;

/** What comes before the first record. */
export const CHAIN_START = '0'.repeat(64);
