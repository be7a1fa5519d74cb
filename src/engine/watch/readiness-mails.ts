import type { Readiness } from '../../domain/reached-method.js';
import type { Person } from '../../domain/rules.js';
import { renderReadiness } from '../../pipeline/deliver/render-readiness.js';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import { isAtRisk } from '../../pipeline/explain/readiness.js';
import type { CallPlan } from '../../pipeline/route/contacts.js';
import { opsPeople } from '../../pipeline/route/people.js';
import type { RuleIndex } from '../../pipeline/route/rule-index.js';
import { lastMonday } from '../../pipeline/schedule/last-monday.js';
import type { Clock } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';

/** Mondays, UTC: the working day of most begins then or has begun. */
const AT_HOUR = 9;
/** A router that was away longer than this on that day leaves it to the next week. */
const WITHIN_MS = 24 * 3_600_000;

export interface ReadinessMailDeps {
  readonly ledger: Pick<Ledger, 'planPage'>;
  readonly index: () => RuleIndex;
  readonly readiness: () => Promise<readonly Readiness[]>;
  readonly wake: (dueMethods: readonly string[]) => void;
  readonly clock: Clock;
}

/**
 * Tells ops once a week who is on call soon and cannot be paged. Asked at every round of the clock by every worker: the pages
 * of a week have ids of that week, so that nobody gets two, over restarts too.
 */
export function createReadinessMails(deps: ReadinessMailDeps): { look(): Promise<void> } {
  let done: number | null = null;
  return {
    async look() {
      const now = deps.clock.now();
      const monday = lastMonday(AT_HOUR, now);
      if (done === monday || now - monday > WITHIN_MS) return;
      const atRisk = (await deps.readiness()).filter(isAtRisk);
      if (atRisk.length > 0) await tellOps(deps, atRisk, { monday, now });
      done = monday;
    },
  };
}

async function tellOps(
  { index, ledger, wake }: ReadinessMailDeps,
  atRisk: readonly Readiness[],
  { monday, now }: { readonly monday: number; readonly now: number },
): Promise<void> {
  const { rules, contacts } = index();
  const displayName = (name: string) => rules.people.get(name)?.displayName ?? name;
  for (const name of opsPeople(index(), { now })) {
    const person = rules.people.get(name);
    if (person === undefined) continue;
    const plan = byMail(person) ?? contacts.get(name)?.low.plan ?? { calls: [], fallbacks: [] };
    const text = renderReadiness(atRisk, { timezone: person.timezone, displayName });
    const identity = ['readiness', monday, name];
    const page = planTelling({ identity, person: name, reason: 'readiness', plan, because: [], text, now });
    wake(await ledger.planPage(page, now));
  }
}

function byMail({ email }: Person): CallPlan | null {
  const [first, ...others] = email.map((to) => ({ channel: 'email' as const, to }));
  return first === undefined ? null : { calls: [{ ...first, afterSeconds: 0 }], fallbacks: others };
}
