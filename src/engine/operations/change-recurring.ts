import { randomBytes } from 'node:crypto';
import type { RecurringRecord } from '../../domain/recurring-record.js';
import { currentOccurrences } from '../../pipeline/suppress/recurring.js';
import { confirmationOf } from '../../pipeline/suppress/wide-scope.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor, RecurringRequest } from '../use-cases.js';

const maxAttempts = 10;
/** Every process holds all of them, and asks each for every alert that it may concern. */
const mostRecurring = 200;

/** Makes a window that comes back on weekdays. */
export async function addRecurring(
  deps: EngineDeps,
  { confirm, ...request }: RecurringRequest,
  actor: Actor,
): Promise<ActionResult<RecurringRecord>> {
  const confirmation = confirmationOf(request);
  if (confirmation !== null && confirm !== confirmation) {
    const text = `a window that covers everything is made only when that is confirmed: say confirm: "${confirmation}"`;
    return { kind: 'refused', code: 'needs-confirmation', text };
  }
  if ((await deps.ledger.recurring.count()) >= mostRecurring) {
    return {
      kind: 'refused',
      code: 'too-many',
      text: `there are ${mostRecurring} recurring windows: end some of them`,
    };
  }
  const record: RecurringRecord = {
    v: 1,
    id: randomBytes(6).toString('hex'),
    rev: 0,
    ...request,
    services: [...request.services],
    match: [...request.match],
    weekdays: [...request.weekdays],
    createdBy: actor.person,
    via: actor.via,
    createdAt: deps.clock.now(),
    endedAt: null,
    endedBy: null,
  };
  await deps.ledger.recurring.write(record, record.createdAt);
  await deps.windows.refresh();
  return { kind: 'done', value: { ...record, rev: 1 } };
}

/** It recurs no more; an occurrence that is active ends now, and what it holds is looked at again. */
export async function endRecurring(deps: EngineDeps, id: string, actor: Actor): Promise<ActionResult<RecurringRecord>> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const record = await deps.ledger.recurring.read(id);
    if (record === null) return { kind: 'not-found', text: `there is no recurring window ${id} that can be changed` };
    if (record.endedAt !== null) {
      return { kind: 'unchanged', value: record, text: `it was ended already by ${record.endedBy ?? 'somebody'}` };
    }
    const now = deps.clock.now();
    const ended = { ...record, endedAt: now, endedBy: actor.person };
    if (!(await deps.ledger.recurring.write(ended, now))) continue;
    await deps.windows.refresh();
    await deps.ledger.makeDue(
      currentOccurrences({ maintenance: [{ ...record, name: id }] }, now).flatMap((occurrence) =>
        (['window', 'window-watch'] as const).map((kind) => ({ kind, id: occurrence.id })),
      ),
      now,
    );
    return { kind: 'done', value: { ...ended, rev: record.rev + 1 } };
  }
  throw new Error(`recurring window ${id} changed ${maxAttempts} times while ending it`);
}
