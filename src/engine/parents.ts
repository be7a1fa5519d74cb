import type { ParentIncident } from '../pipeline/suppress/held-by-parent.js';
import { parentOf } from '../pipeline/suppress/held-by-parent.js';
import type { DueRef } from '../ports-ledger.js';
import type { EngineDeps } from './engine-deps.js';

/** Of each service; what lies beyond pages on its own. */
const MOST_OF_A_SERVICE = 50;

/** Open incidents of what a service depends on, the nearest first. Asks the ledger only where it depends on something. */
export async function parentsOf(deps: EngineDeps, service: string | null): Promise<readonly ParentIncident[]> {
  const upstream = service === null ? undefined : deps.index().dependencies.upstream.get(service);
  return upstream === undefined ? [] : deps.ledger.services.openHeads(upstream, MOST_OF_A_SERVICE);
}

/** What is held with an incident, as people call it: `Web (#13)`. */
export async function dependentsOf(
  deps: EngineDeps,
  incident: { readonly id: string; readonly service: string | null },
): Promise<readonly string[]> {
  const { dependencies, rules } = deps.index();
  const downstream = incident.service === null ? undefined : dependencies.downstream.get(incident.service);
  if (downstream === undefined) return [];
  const heads = await deps.ledger.services.openHeads(downstream, MOST_OF_A_SERVICE);
  return heads
    .filter((head) => parentOf(head) === incident.id)
    .map(({ service, title, number }) => {
      return `${service === null ? title : (rules.services.get(service)?.displayName ?? service)} (#${number})`;
    });
}

/** An incident has become, or ceased to be, what others are held with: the open ones that depend on it are decided again. */
export async function wakeDependents(deps: EngineDeps, id: string): Promise<void> {
  const service = (await deps.ledger.readIncident(id))?.service ?? null;
  const downstream = service === null ? [] : (deps.index().dependencies.downstream.get(service) ?? []);
  const refs = (await deps.ledger.services.openIds(downstream)).map((open): DueRef => ({ kind: 'incident', id: open }));
  if (refs.length > 0) await deps.ledger.makeDue(refs, deps.clock.now());
}
