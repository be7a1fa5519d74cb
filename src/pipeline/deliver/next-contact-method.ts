import type { CallState, PageRecord } from '../../domain/delivery.js';
import type { Call } from '../../domain/page.js';

/** What follows for one page when one of its calls has failed for good. */
export interface NextContactMethod {
  /** Call to make now; null: none is left, or the others are on their way already. */
  readonly callNow: string | null;
  /** Every call of the page has failed: nobody was told by it. */
  readonly exhausted: boolean;
}

/**
 * The next contact method of a page after `failedCallId`: its next later call brought forward, else its first fallback.
 * Calls that are due already need no push; they do not stand in for the failed one either.
 */
export function nextContactMethod(record: PageRecord, failedCallId: string, now: number): NextContactMethod {
  const stateOf = (call: Call): CallState =>
    call.id === failedCallId ? 'failed' : (record.calls.get(call.id) ?? plannedState(call));
  const calls = record.page.calls;
  const later = calls
    .filter((call) => stateOf(call) === 'pending' && call.dueAt !== null && call.dueAt > now)
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))[0];
  const next = later ?? calls.find((call) => stateOf(call) === 'fallback');
  return { callNow: next?.id ?? null, exhausted: calls.every((call) => stateOf(call) === 'failed') };
}

function plannedState(call: Call): CallState {
  return call.dueAt === null ? 'fallback' : 'pending';
}
