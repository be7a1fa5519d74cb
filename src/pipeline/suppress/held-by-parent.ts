import type { Incident, IncidentHead } from '../../domain/incident.js';
import type { Rules } from '../../domain/rules.js';
import type { Urgency } from '../../domain/severity.js';
import type { RuleIndex } from '../route/rule-index.js';
import type { Coverage } from './judge-suppression.js';

/** An open incident of a service that others depend on. */
export type ParentIncident = Pick<IncidentHead, 'id' | 'service' | 'urgency'> & { readonly number: number };

type Because = NonNullable<IncidentHead['suppressed']>;

const PREFIX = 'incident:';
/** Whoever should have said that a parent is over may have died: what it holds is looked at this often. */
const LOOK_MS = 60_000;

/**
 * Why an incident of this urgency is held with another one: the nearest of those that it depends on and that people are
 * paged for with no less urgency. Null: it is paged on its own.
 */
export function becauseOfParent(
  parents: readonly ParentIncident[],
  urgency: Urgency,
  rules: Pick<Rules, 'services'>,
): Because | null {
  const parent = parents.find((one) => one.urgency === 'high' || (one.urgency === 'low' && urgency === 'low'));
  if (parent === undefined || urgency === 'record') return null;
  const { id, number, service } = parent;
  const name = service === null ? 'another' : (rules.services.get(service)?.displayName ?? service);
  return { reason: `depends on ${name} (incident #${number})`, id: `${PREFIX}${id}`, until: null };
}

/** The coverage of an incident with what it depends on: nothing of it is open while that is. */
export function holdByParent(
  coverage: Coverage,
  given: { readonly parents: readonly ParentIncident[]; readonly urgency: Urgency; readonly rules: Rules },
): Coverage {
  if (coverage.open.length === 0) return coverage;
  const because = becauseOfParent(given.parents, given.urgency, given.rules);
  if (because === null) return coverage;
  const covered = new Set([...coverage.covered, ...coverage.open.map(({ key }) => key)]);
  return { ...coverage, open: [], suppressed: because, lowered: null, covered };
}

/** Id of the incident with which one is held; null: none holds it, or a window does. */
export function parentOf({ suppressed }: Pick<IncidentHead, 'suppressed'>): string | null {
  return suppressed?.id?.startsWith(PREFIX) ? suppressed.id.slice(PREFIX.length) : null;
}

/** When what is held with another incident must be looked at again; null: it is not. */
export function parentLook(incident: Pick<IncidentHead, 'suppressed' | 'updatedAt'>): number | null {
  return parentOf(incident) === null ? null : incident.updatedAt + LOOK_MS;
}

/** Has it become, or ceased to be, what others are held with? */
export function concernsDependents(
  { dependencies }: Pick<RuleIndex, 'dependencies'>,
  before: Incident | null,
  after: Incident | null,
): boolean {
  if (after === null || after.service === null || !dependencies.downstream.has(after.service)) return false;
  const isOver = (incident: Incident) => incident.state === 'resolved';
  return before === null || before.rev === 0 || isOver(before) !== isOver(after) || before.urgency !== after.urgency;
}
