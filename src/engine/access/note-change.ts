import { ANONYMOUS, type Caller } from '../../domain/access.js';
import type { Ledger } from '../../ports-ledger.js';
import type { ActionResult, Actor } from '../use-cases.js';
import type { AuditTrail } from './audit-trail.js';

/** What auditing needs to see what was there before. */
export interface AuditedDeps {
  readonly trail: AuditTrail;
  readonly ledger: Pick<Ledger, 'readIncident'> & {
    readonly windows: Pick<Ledger['windows'], 'read'>;
    readonly overrides: Pick<Ledger['overrides'], 'read'>;
  };
}

/** Notes a change that was made. */
export async function noteIfDone<T>(result: ActionResult<T>, note: (value: T) => Promise<void>): Promise<void> {
  if (result.kind === 'done') await note(result.value);
}

/** Who is named by the door alone (the link of a page) acts as themselves. */
export function byActor({ person, via, caller }: Actor): { readonly caller: Caller; readonly actingAs: string } {
  const unnamed = { principal: { ...ANONYMOUS, name: person }, via, from: null };
  return { caller: caller ?? unnamed, actingAs: person };
}
