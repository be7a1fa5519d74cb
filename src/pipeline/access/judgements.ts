import type { Belonging, IncidentReach, OpenedWindow, RefusalCode, WindowSpan } from '../../domain/access.js';
import type { Role } from '../../domain/rules.js';
import { coveredServices } from './covered-services.js';
import type { Standing } from './standing.js';

/** Why somebody may not. */
export interface Denial {
  readonly code: RefusalCode;
  readonly text: string;
}

/** Owners silence their own services so long at most; a token of one service too. */
export const OWNERS_LONGEST_MS = 24 * 3_600_000;

export function atLeast(role: Role): (standing: Standing) => Denial | null {
  return (standing) => (standing.is(role) ? null : { code: 'needs-role', text: `it needs the role ${role}` });
}

export function atLeastReading(standing: Standing): Denial | null {
  return standing.ownsSomething ? null : atLeast('viewer')(standing);
}

export function ownOr(role: Role): (standing: Standing, belonging: Belonging) => Denial | null {
  return (standing, { person }) => {
    if (standing.is(role) || (standing.kind === 'person' && person === standing.name)) return null;
    return { code: 'not-yours', text: `it is not theirs, and they have not the role ${role}` };
  };
}

/** Responders take what has reached them or their groups; owners what is of their service; ops anything. */
export function mayTake(standing: Standing, { service, reached }: IncidentReach): Denial | null {
  if (standing.is('ops') || (service !== null && standing.owns(service))) return null;
  if (!standing.is('responder'))
    return { code: 'needs-role', text: 'it needs the role responder, or owning its service' };
  if (reached.some((person) => standing.isWith(person))) return null;
  return { code: 'not-reached', text: 'it has paged neither them nor their groups' };
}

/** Ops cover anything; owners what is wholly their own, for a day at most. */
export function mayCover(standing: Standing, span: WindowSpan): Denial | null {
  if (standing.is('ops')) return null;
  const services = coveredServices(span);
  if (services === null) return { code: 'not-owner', text: 'a matcher may cover more than services of their own' };
  if (services.length === 0) return { code: 'not-owner', text: 'it names no service of theirs' };
  const foreign = services.filter((service) => !standing.owns(service));
  if (foreign.length > 0) return { code: 'not-owner', text: `they do not own ${foreign.join(', ')}` };
  return lengthOf(span) <= OWNERS_LONGEST_MS
    ? null
    : { code: 'too-long', text: 'owners silence their services for 24 hours at most' };
}

/** Who opened it, and who could have, however long it is. */
export function mayEnd(standing: Standing, span: OpenedWindow): Denial | null {
  return span.createdBy === standing.name ? null : mayCover(standing, { ...span, endsAt: span.startsAt });
}

export function lengthOf({ startsAt, endsAt }: WindowSpan): number {
  return endsAt - startsAt;
}
