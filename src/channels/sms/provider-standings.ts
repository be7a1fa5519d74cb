import type { SendOutcome } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { measureReceipts, type ReceiptRate } from './receipt-rate.js';

const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 10 * 60_000;
/** So many messages must say it; fewer of a provider that was found to be poor before. */
const LEAST = 10;
const LEAST_OF_SUSPECT = 3;
/** In a storm the newest messages are too young to say anything: the last word counts so long. */
const LAST_WORD_MS = 5 * 60_000;

/** Which providers are second choice at the moment. */
export interface ProviderStandings {
  /** What a call has shown: a provider that is down rests for a minute, then for longer. */
  note(provider: string, outcome: SendOutcome): void;
  /** What the ledger's newest messages show. */
  measure(messages: readonly Notification[]): void;
  /** When a call last showed that it is down, UTC ms; 0: none has. */
  failedAt(provider: string): number;
  /** Why it is not first choice; null: it is. A provider that is down is worse than one whose receipts do not come. */
  faultOf(provider: string): { readonly rank: 1 | 2; readonly because: string } | null;
}

/** Starts with every provider in good standing. `now`: UTC ms. */
export function createProviderStandings(providers: readonly string[], now: () => number): ProviderStandings {
  const rests = new Map<
    string,
    { readonly at: number; readonly until: number; readonly failures: number; readonly error: string }
  >();
  const poorAt = new Map<string, number>();
  const suspects = new Set<string>();

  function measureOne(provider: string, messages: readonly Notification[]): void {
    const rate = measureReceipts(messages, provider, now());
    const isTelling = rate.counted >= (suspects.has(provider) ? LEAST_OF_SUSPECT : LEAST);
    if (isTelling && isPoor(rate)) {
      poorAt.set(provider, now());
      suspects.add(provider);
    } else {
      regain(provider, isTelling);
      if (rate.counted >= LEAST) suspects.delete(provider);
    }
  }

  function regain(provider: string, isTelling: boolean): void {
    const lastWord = poorAt.get(provider) ?? 0;
    if (isTelling || now() > lastWord + LAST_WORD_MS) poorAt.delete(provider);
  }

  return {
    note(provider, outcome) {
      if (outcome.kind === 'accepted') rests.delete(provider);
      if (!showsDown(outcome)) return;
      const failures = (rests.get(provider)?.failures ?? 0) + 1;
      rests.set(provider, {
        at: now(),
        until: now() + restMs(outcome, failures),
        failures,
        error: `${outcome.code}: ${outcome.text}`,
      });
    },
    measure: (messages) => {
      for (const provider of providers) measureOne(provider, messages);
    },
    failedAt: (provider) => rests.get(provider)?.at ?? 0,
    faultOf(provider) {
      const rest = rests.get(provider);
      if (rest !== undefined && rest.until > now()) return { rank: 2, because: rest.error };
      return poorAt.has(provider) ? { rank: 1, because: 'its receipts do not come' } : null;
    },
  };
}

function isPoor({ counted, delivered }: ReceiptRate): boolean {
  return delivered * 2 < counted;
}

type Down = Extract<SendOutcome, { kind: 'retry' | 'unknown' }>;

/** A refusal is no outage: it costs nothing to ask again, and may concern this phone only. */
function showsDown(outcome: SendOutcome): outcome is Down {
  return outcome.kind === 'unknown' || (outcome.kind === 'retry' && outcome.elsewhere === true);
}

function restMs(outcome: Down, failures: number): number {
  const asked = outcome.kind === 'retry' ? outcome.afterSeconds : null;
  return asked === null ? Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1)) : asked * 1000;
}
