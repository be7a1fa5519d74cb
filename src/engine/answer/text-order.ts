import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access.js';
import type { HeardText } from '../../domain/heard-text.js';
import type { Person } from '../../domain/rules.js';
import { personPrincipal } from '../../pipeline/access/judge-action.js';
import type { ReplyReader } from '../../pipeline/answer/act-reply.js';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import type { TextSettlement } from '../../ports-ledger.js';
import type { AccessRequests } from '../access/access-requests.js';
import type { AuditTrail } from '../access/audit-trail.js';
import { sendLeaseMs } from '../deliver/send-lease.js';
import type { EngineDeps } from '../engine-deps.js';
import type { OpsNotices } from '../ops-notices.js';
import type { Actor, Operations } from '../use-cases.js';

/** What answering texts needs. */
export interface AnswerDeps extends EngineDeps {
  /** The audited ones. */
  readonly operations: Operations;
  readonly trail: AuditTrail;
  readonly ops: OpsNotices;
  /** Known once the process is built. */
  readonly requests: () => AccessRequests;
}

/** A text, and whose phone it came from. */
export interface TextOrder {
  readonly text: HeardText;
  readonly person: Person;
  /** It was begun before, by a process that died or was too slow: what it has done already is not done again. */
  readonly resumed: boolean;
}

/** What came of an order. */
export interface Answered {
  /** One segment; null: silence. */
  readonly reply: string | null;
  /** Something was changed. */
  readonly effect: boolean;
}

export const SILENCE: Answered = { reply: null, effect: false };

/** An answer that changes nothing. */
export function onlyReply(reply: string): Answered {
  return { reply, effect: false };
}

export function actorOf(person: Person): Actor & { readonly caller: Caller } {
  const caller = { principal: personPrincipal(person), via: 'sms', from: null };
  return { person: person.name, via: 'sms', caller };
}

export function readerOf({ index, clock }: AnswerDeps, { name, timezone }: Person): ReplyReader {
  const { people } = index().rules;
  const displayName = (person: string) => people.get(person)?.displayName ?? person;
  return { person: name, timezone, now: clock.now(), displayName };
}

/** The page that carries a reply: the same for the same text, however often it is answered. */
export function replyTo({ text, person }: TextOrder, reply: string, now: number): NonNullable<TextSettlement['reply']> {
  const call = { channel: 'sms' as const, to: text.from, afterSeconds: 0 };
  const page = planTelling({
    identity: ['reply', text.id],
    person: person.name,
    reason: 'reply',
    plan: { calls: [call], fallbacks: [] },
    because: ['answers a text of theirs'],
    text: reply,
    now,
  });
  return { page, notificationId: randomUUID(), leaseMs: sendLeaseMs.sms };
}
