import type { Incident, IncidentFilter } from '../../domain/incident.js';
import type { Cursor } from '../../ports-ledger.js';
import { readIndexPage } from '../index-page.js';
import { singleKey } from '../keys.js';
import type { Store } from '../script.js';
import { readIncident } from './read-incident.js';

/** Newest first. Open ones come from an index of their own, so their cost does not grow with history. */
export async function listIncidents(store: Store, filter: IncidentFilter): Promise<Cursor<Incident>> {
  const open = filter.state === 'open' || filter.state === 'triggered' || filter.state === 'acknowledged';
  return await readIndexPage(store, {
    index: singleKey(store.prefix, open ? 'open-incidents' : 'all-incidents'),
    limit: filter.limit,
    cursor: filter.cursor,
    load: (ids) => Promise.all(ids.map((id) => readFitting(store, id, filter))),
  });
}

async function readFitting(store: Store, id: string, filter: IncidentFilter): Promise<Incident | null> {
  const incident = await readIncident(store, id);
  return incident !== null && fits(incident, filter) ? incident : null;
}

function fits(incident: Incident, { state, service, host, person }: IncidentFilter): boolean {
  if (state !== undefined && !fitsState(incident, state)) return false;
  if (service !== undefined && incident.service !== service) return false;
  if (person !== undefined && !Object.hasOwn(incident.paged, person)) return false;
  return host === undefined || [...incident.checks.values()].some((check) => check.host === host.toLowerCase());
}

function fitsState(incident: Incident, state: NonNullable<IncidentFilter['state']>): boolean {
  return state === 'open' ? incident.state !== 'resolved' : incident.state === state;
}
