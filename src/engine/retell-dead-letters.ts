import type { Clock } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import { deadLetterTrouble } from './deliver/trouble.js';
import type { OpsNotices } from './ops-notices.js';

const hourMs = 3_600_000;
const most = 100;

/**
 * Tells ops of the last hour's dead letters: the process that kept one may have died before it could. What they know
 * already is the same alert again and pages nobody.
 */
export async function retellDeadLetters(deps: {
  readonly ledger: Pick<Ledger, 'listDeadLetters'>;
  readonly ops: Pick<OpsNotices, 'raise'>;
  readonly clock: Clock;
}): Promise<void> {
  const since = deps.clock.now() - hourMs;
  for (const letter of await deps.ledger.listDeadLetters(most)) {
    if (letter.at < since || letter.end !== null) continue;
    const { check, summary, at, channel } = deadLetterTrouble(letter);
    deps.ops.raise({ check, severity: 'error', summary, since: at, failing: channel });
  }
}
