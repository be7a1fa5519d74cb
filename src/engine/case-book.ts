import type { CheckRecord, CheckState } from '../domain/check.js';
import type { Incident } from '../domain/incident.js';
import type { Situation } from '../ports-ledger.js';

/** What this process believes of open incidents and checks, to decide without asking first. The ledger has the last word. */
export interface CaseBook {
  /** Belief about a group key and these checks. */
  recall(incidentKey: string, checkKeys: readonly string[]): Situation;
  incident(id: string): Incident | undefined;
  /** The check in its open incident, as far as known. */
  check(checkKey: string): CheckState | undefined;
  /** Key of the open incident that holds the check, as far as known. */
  keyOfCheck(checkKey: string): string | undefined;
  remember(situation: Situation): void;
  /** It is not open any more. */
  forget(incident: Incident): void;
}

const maxIncidents = 20_000;
const maxChecks = 100_000;

/** A bounded case book; the oldest entries are forgotten first. */
export function createCaseBook(): CaseBook {
  const incidents = new Map<string, Incident>();
  const idByKey = new Map<string, string>();
  const records = new Map<string, CheckRecord | null>();

  function incidentOfCheck(checkKey: string): Incident | undefined {
    const id = records.get(checkKey)?.incidentId;
    return id == null ? undefined : incidents.get(id);
  }

  /** A record of an incident that is forgotten here is no basis: without it the commit is refused, and read again. */
  function trustedRecord(checkKey: string): CheckRecord | null {
    const record = records.get(checkKey) ?? null;
    const belongs = record !== null && record.incidentId !== null;
    return belongs && incidentOfCheck(checkKey) === undefined ? null : record;
  }

  function forgetOldest(): void {
    for (const oldest of incidents.values()) {
      if (incidents.size <= maxIncidents) break;
      forget(oldest);
    }
    for (const check of records.keys()) {
      if (records.size <= maxChecks) break;
      records.delete(check);
    }
  }

  function forget(incident: Incident): void {
    incidents.delete(incident.id);
    if (idByKey.get(incident.key) === incident.id) idByKey.delete(incident.key);
  }

  return {
    forget,
    incident: (id) => incidents.get(id),
    check: (checkKey) => incidentOfCheck(checkKey)?.checks.get(checkKey),
    keyOfCheck: (checkKey) => incidentOfCheck(checkKey)?.key,

    recall(incidentKey, checkKeys) {
      const found = new Map<string, Incident>();
      const ofKey = incidents.get(idByKey.get(incidentKey) ?? '');
      if (ofKey !== undefined) found.set(ofKey.id, ofKey);
      for (const key of checkKeys) {
        const incident = incidentOfCheck(key);
        if (incident !== undefined) found.set(incident.id, incident);
      }
      const checkRecords = new Map(checkKeys.map((key) => [key, trustedRecord(key)]));
      return { incidents: [...found.values()], checkRecords };
    },

    remember(situation) {
      for (const [key, record] of situation.checkRecords) {
        records.delete(key);
        records.set(key, record);
      }
      for (const incident of situation.incidents) {
        forget(incident);
        if (incident.state === 'resolved') continue;
        incidents.set(incident.id, incident);
        idByKey.set(incident.key, incident.id);
      }
      forgetOldest();
    },
  };
}
