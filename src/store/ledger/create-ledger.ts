import type { Ledger } from '../../ports-ledger.js';
import { readAllIds } from '../index-page.js';
import { singleKey } from '../keys.js';
import type { Store } from '../script.js';
import { createScriptBatch } from '../script-batch.js';
import { claim } from './claim.js';
import { createCommit } from './commit.js';
import { endDeadLetter, listDeadLetters, readDeadLetter } from './dead-letters.js';
import { leaseDue, makeDue, oldestDue, settleDue } from './due.js';
import { listIncidents } from './list-incidents.js';
import { createNoteReceipt } from './note-receipt.js';
import { createServiceLedger } from './open-by-service.js';
import { createOverrideLedger } from './overrides.js';
import { planPage } from './plan-page.js';
import { readKnownMethods } from './reached.js';
import { listAlerts, readAlert, readTimeline, unknownAlerts } from './read-alerts.js';
import { readIncident } from './read-incident.js';
import { listNotifications, readNotification } from './read-notifications.js';
import { readPage } from './read-page.js';
import { readSituation } from './read-situation.js';
import { createRecurringLedger } from './recurring.js';
import { createShiftLedger } from './shift-records.js';
import { createStormLedger } from './storms.js';
import { createTextLedger } from './texts.js';
import { createUpdateNotification } from './update-notification.js';
import { createWindowLedger } from './windows.js';
import { writeScript } from './write.lua.js';

/** The ledger in Redis. The client belongs to the caller, who closes it after the last call has come back. */
export function createLedger(store: Store): Ledger {
  const write = createScriptBatch(store, writeScript);
  return {
    commit: createCommit(write),
    readSituation: (incidentKey, checkKeys) => readSituation(store, incidentKey, checkKeys),
    readIncident: (idOrNumber) => readIncident(store, idOrNumber),
    listIncidents: (filter) => listIncidents(store, filter),
    openIncidentIds: () => readAllIds(store, 'open-incidents'),
    readTimeline: (incidentId) => readTimeline(store, incidentId),
    readAlert: (alertId) => readAlert(store, alertId),
    listAlerts: (incidentId) => listAlerts(store, incidentId),
    unknownAlerts: (alertIds) => unknownAlerts(store, alertIds),
    async tryWrite() {
      await store.redis.set(singleKey(store.prefix, 'tried'), 1);
    },
    planPage: (page, now) => planPage(store, page, now),
    readPage: (pageId) => readPage(store, pageId),
    claim: (request) => claim(store, request),
    readNotification: (id) => readNotification(store, id),
    updateNotification: createUpdateNotification(write),
    noteReceipt: createNoteReceipt(write),
    listNotifications: (filter) => listNotifications(store, filter),
    listDeadLetters: (limit) => listDeadLetters(store, limit),
    readDeadLetter: (id) => readDeadLetter(store, id),
    endDeadLetter: (id, end) => endDeadLetter(store, id, end),
    readKnownMethods: () => readKnownMethods(store),
    leaseDue: (now, leaseMs, limit) => leaseDue(store, now, { leaseMs, limit }),
    settleDue: (ref, leasedUntil, at) => settleDue(store, ref, { leasedUntil, at }),
    makeDue: (refs, now) => makeDue(store, refs, now),
    oldestDue: () => oldestDue(store),
    texts: createTextLedger(store),
    windows: createWindowLedger(store),
    recurring: createRecurringLedger(store),
    overrides: createOverrideLedger(store),
    shifts: createShiftLedger(store),
    storms: createStormLedger(store),
    services: createServiceLedger(store),
  };
}
