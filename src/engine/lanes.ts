import type { Alert } from '../domain/alert.js';
import type { Incident } from '../domain/incident.js';
import { groupingOf } from '../pipeline/correlate/incident-key.js';
import { isRepeat } from '../pipeline/correlate/is-repeat.js';
import { decide } from '../pipeline/pipeline.js';
import type { Situation } from '../ports-ledger.js';
import type { EngineDeps } from './engine-deps.js';

/** Alerts in the same lane are decided one after the other: they may belong to one incident. */
export function laneOf(deps: EngineDeps, alert: Alert): string {
  return deps.book.keyOfCheck(alert.checkKey) ?? groupingKey(deps, alert);
}

/** Where the rules put it, as long as no open incident holds its check. */
export function groupingKey(deps: EngineDeps, alert: Alert): string {
  return groupingOf(deps.index(), alert).key;
}

/** What is decided together: alerts that belong to one open incident, or to none. */
export interface IncidentGroup<T> {
  readonly incident: Incident | null;
  readonly waiting: readonly T[];
}

/** The ledger's check → open incident outranks the group key: a reload of the rules orphans nothing. */
export function groupByIncident<T extends { readonly alert: Alert }>(
  key: string,
  batch: readonly T[],
  situation: Situation,
): IncidentGroup<T>[] {
  const byId = new Map(situation.incidents.map((incident) => [incident.id, incident]));
  const ofKey = situation.incidents.find((incident) => incident.key === key) ?? null;
  const groups = new Map<string, { incident: Incident | null; waiting: T[] }>();
  for (const waiting of batch) {
    const id = situation.checkRecords.get(waiting.alert.checkKey)?.incidentId;
    const incident = (id == null ? undefined : byId.get(id)) ?? ofKey;
    const group = groups.get(incident?.id ?? '') ?? { incident, waiting: [] };
    group.waiting.push(waiting);
    groups.set(incident?.id ?? '', group);
  }
  return [...groups.values()];
}

/** Whether these alerts page anybody or stop a page, as far as this process believes; where it is in doubt, they do. */
export function areUrgent(deps: EngineDeps, alerts: readonly Alert[]): boolean {
  return alerts.some((alert) => {
    const key = laneOf(deps, alert);
    const situation = deps.book.recall(key, [alert.checkKey]);
    const [group] = groupByIncident(key, [{ alert }], situation);
    const decision = decide({
      ...{ alerts: [alert], incident: group?.incident ?? null, records: situation.checkRecords },
      ...{ index: deps.index(), windows: deps.windows.get().index, now: deps.clock.now() },
    });
    return decision.pages.length > 0 || decision.cancel !== null;
  });
}

/** Whether it says only what this process knows of its check. */
export function repeatsWhatIsKnown({ book }: Pick<EngineDeps, 'book'>, alert: Alert): boolean {
  const check = book.check(alert.checkKey);
  return check !== undefined && isRepeat(check, alert);
}
