import { randomUUID } from 'node:crypto';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor } from '../use-cases.js';

/** Sends a test to every contact method of a person, through the same queue, limits and channels as a real page. */
export async function pageTest(
  deps: EngineDeps & { readonly wake: Dispatcher['wake'] },
  name: string,
  actor: Actor,
): Promise<ActionResult<{ readonly pageId: string; readonly methods: number }>> {
  const person = deps.index().rules.people.get(name);
  if (person === undefined) return { kind: 'not-found', text: `there is no person ${name}` };
  const now = deps.clock.now();
  const calls = [
    ...person.sms.map((to) => ({ channel: 'sms' as const, to, afterSeconds: 0 })),
    ...person.email.map((to) => ({ channel: 'email' as const, to, afterSeconds: 0 })),
  ];
  if (calls.length === 0) {
    return { kind: 'refused', code: 'no-contact-method', text: `${name} has no contact method` };
  }
  const page = planTelling({
    identity: ['test', name, randomUUID()],
    person: name,
    reason: 'test',
    plan: { calls, fallbacks: [] },
    because: [`test asked for by ${actor.person}`],
    text: `for ${person.displayName}, asked for by ${actor.person}: nothing is wrong`,
    now,
  });
  deps.wake(await deps.ledger.planPage(page, now));
  return { kind: 'done', value: { pageId: page.id, methods: calls.length } };
}
