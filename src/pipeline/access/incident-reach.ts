import type { IncidentReach } from '../../domain/access.js';
import { type Incident, pagedSoFar } from '../../domain/incident.js';

/** An incident as the question who may act on it sees it. */
export function incidentReach(incident: Incident, now: number): IncidentReach {
  const reached = pagedSoFar(incident, now).map(([person]) => person);
  return { id: String(incident.number), service: incident.service, reached };
}
