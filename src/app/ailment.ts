import type { Environment } from '../config/environment.js';
import type { Clock, RulesView } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';

export interface Vitals {
  readonly role: Environment['role'];
  readonly ledger: Pick<Ledger, 'oldestDue'>;
  readonly rules: Pick<RulesView, 'state'>;
  readonly clock: Clock;
  /** When the last round of the clock ended, UTC ms. */
  readonly lastRoundAt: () => number | null;
  readonly lastCanaryAt: () => number | null;
}

/** A flight comes once a minute: one that fails keeps the next ping back. */
const freshCanaryMs = 90_000;
const tickMs = 30_000;
const lateMs = 60_000;

/** Why this router cannot prove that it can page, for people; null: it can. */
export async function findAilment(vitals: Vitals): Promise<string | null> {
  const { role, ledger, rules, clock, lastRoundAt, lastCanaryAt } = vitals;
  const now = clock.now();
  const canaryAt = lastCanaryAt();
  if (canaryAt === null || now - canaryAt > freshCanaryMs) return 'the canary did not arrive';
  if (role !== 'receiver' && now - (lastRoundAt() ?? 0) > tickMs) return 'due work is not looked at';
  if (rules.state().faults.some(({ level }) => level === 'error')) return 'the rules files are broken';
  const due = await ledger.oldestDue().catch(() => 'away' as const);
  if (due === 'away') return 'Redis does not answer';
  return due !== null && now - due > lateMs ? 'due work is late' : null;
}
