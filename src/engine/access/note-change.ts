import { ANONYMOUS, type Caller } from '../../domain/access.js';
import type { ActionResult, Actor } from '../use-cases.js';

/** Notes a change that was made. */
export async function noteIfDone<T>(result: ActionResult<T>, note: (value: T) => Promise<void>): Promise<void> {
  if (result.kind === 'done') await note(result.value);
}

/** Who is named by the door alone (the link of a page) acts as themselves. */
export function byActor({ person, via, caller }: Actor): { readonly caller: Caller; readonly actingAs: string } {
  const unnamed = { principal: { ...ANONYMOUS, name: person }, via, from: null };
  return { caller: caller ?? unnamed, actingAs: person };
}
