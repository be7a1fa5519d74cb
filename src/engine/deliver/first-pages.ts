import { type ContactMethod, methodKey } from '../../domain/channel.js';
import type { Page } from '../../domain/page.js';
import type { Claimed, ClaimRequest } from '../../ports-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { claimRequest } from './deliver-method.js';

/** How the first pages of an incident leave with its commit: claimed in the same step, sent by the same process. */
export interface FirstPages {
  /** Contact methods with calls due now that nobody has claimed. */
  wake(methodKeys: readonly string[]): void;
  /**
   * The claims to ask for with a commit of these pages: those of the methods due at once, while there is room. It is kept
   * for them until `send` or `lost`.
   */
  offer(pages: readonly Page[], now: number): readonly ClaimRequest[];
  /** Sends what the commit with these claims has claimed. */
  send(claims: readonly ClaimRequest[], claimed: readonly Claimed[]): void;
  /** The answer to a commit with these claims never came: it may have been made all the same. */
  lost(claims: readonly ClaimRequest[]): void;
}

/** Pages that do not leave with their commit: they are woken, or found by the clock. */
export function onlyWake(wake: FirstPages['wake']): FirstPages {
  return { wake, offer: () => [], send: () => undefined, lost: () => undefined };
}

/** The claims that pages ask for: one for each contact method that is to be called now. */
export function claimsFor(deps: EngineDeps, pages: readonly Page[], now: number): ClaimRequest[] {
  const methods = new Map<string, ContactMethod>();
  for (const { calls } of pages) {
    for (const { channel, to, dueAt } of calls) {
      if (dueAt !== null && dueAt <= now) methods.set(methodKey({ channel, to }), { channel, to });
    }
  }
  return Array.from(methods.values(), (method) => claimRequest(deps, method, now));
}

/**
 * What a lost commit has claimed, asked for under the same notification: it is sent by the process that meant to. Null when
 * there is none, or when so much of its lease is over that the clock is to find it.
 */
export async function claimAgain(deps: EngineDeps, claim: ClaimRequest): Promise<Claimed | null> {
  const isYoung = (claimedAt: number) => deps.clock.now() < claimedAt + claim.leaseMs / 2;
  if (!isYoung(claim.now)) return null;
  const again = await deps.ledger.claim({ ...claim, now: deps.clock.now() });
  return again.kind === 'claimed' && isYoung(again.notification.createdAt) ? again : null;
}
