import type { AuditState } from '../../domain/audit-record.js';
import type { DeadLetter } from '../../domain/delivery.js';
import type { Incident } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { RecurringRecord } from '../../domain/recurring-record.js';
import { describeCover } from '../../pipeline/access/covered-services.js';
import type { ActionResult, Actor, Operations } from '../use-cases.js';
import type { AuditNote } from './audit-trail.js';
import { auditSchedules } from './audited-schedules.js';
import { type AuditedDeps, byActor, noteIfDone } from './note-change.js';

/** The same operations; each that changes something leaves one record, whichever door it came through. */
export function auditOperations(operations: Operations, { trail, ledger }: AuditedDeps): Operations {
  const onIncident =
    (action: string, act: Operations['escalate']): Operations['escalate'] =>
    async (idOrNumber, actor, note, since) => {
      const before = await ledger.readIncident(idOrNumber);
      const result = await act(idOrNumber, actor, note, since);
      await noteIfDone(result, (after) =>
        trail.note({
          ...byActor(actor),
          action,
          target: `incident ${after.number}`,
          reason: note,
          before: incidentState(before),
          after: incidentState(after),
        }),
      );
      return result;
    };

  async function onWindow(
    action: string,
    { id, actor }: { readonly id: string | null; readonly actor: Actor },
    act: () => Promise<ActionResult<MaintenanceWindow>>,
  ): Promise<ActionResult<MaintenanceWindow>> {
    const before = id === null ? null : await operations.findWindow(id);
    const result = await act();
    await noteIfDone(result, (after) =>
      trail.note({
        ...byActor(actor),
        action,
        target: `window ${after.id} on ${describeCover(after)}`,
        reason: after.reason,
        before: windowAuditState(before),
        after: windowAuditState(after),
      }),
    );
    return result;
  }

  return {
    ...operations,
    ...auditSchedules(operations, { trail, ledger }),
    acknowledge: onIncident('incidents.acknowledge', operations.acknowledge),
    snooze: (idOrNumber, until, actor, note) =>
      onIncident('incidents.snooze', (id, by, why) => operations.snooze(id, until, by, why))(idOrNumber, actor, note),
    resolve: onIncident('incidents.resolve', operations.resolve),
    escalate: onIncident('incidents.escalate', operations.escalate),
    openWindow: (request, actor) =>
      onWindow('windows.open', { id: null, actor }, () => operations.openWindow(request, actor)),
    endWindow: (id, actor) => onWindow('windows.end', { id, actor }, () => operations.endWindow(id, actor)),
    settleWindow: (id, quietMs, actor) =>
      onWindow('windows.settle', { id, actor }, () => operations.settleWindow(id, quietMs, actor)),
    extendWindow: (id, endsAt, actor) =>
      onWindow('windows.extend', { id, actor }, () => operations.extendWindow(id, endsAt, actor)),
    async addRecurring(request, actor) {
      const result = await operations.addRecurring(request, actor);
      await noteIfDone(result, (after) => trail.note(recurringNote('windows.recur', after, actor)));
      return result;
    },
    async endRecurring(id, actor) {
      const result = await operations.endRecurring(id, actor);
      await noteIfDone(result, (after) => trail.note(recurringNote('windows.recur-no-more', after, actor)));
      return result;
    },
    async retryDeadLetter(id, actor, note) {
      const result = await operations.retryDeadLetter(id, actor, note);
      await noteIfDone(result, (after) => trail.note(deadLetterNote('dead-letters.retry', after, actor)));
      return result;
    },
    async forgiveDeadLetter(id, actor, note) {
      const result = await operations.forgiveDeadLetter(id, actor, note);
      await noteIfDone(result, (after) => trail.note(deadLetterNote('dead-letters.forgive', after, actor)));
      return result;
    },
    async pageTest(person, actor) {
      const result = await operations.pageTest(person, actor);
      await noteIfDone(result, ({ pageId }) =>
        trail.note({ ...byActor(actor), action: 'pages.test', target: person, after: { pageId } }),
      );
      return result;
    },
  };
}

function deadLetterNote(action: string, { id, person, reason, end }: DeadLetter, actor: Actor): AuditNote {
  const target = `dead letter ${id} of ${person}`;
  return {
    ...byActor(actor),
    action,
    target,
    reason: end?.note,
    before: { reason },
    after: { end: end?.kind ?? null },
  };
}

function recurringNote(action: string, record: RecurringRecord, actor: Actor): AuditNote {
  const { id, services, match, weekdays, recurrence, atMinutes, timezone, lengthSeconds, reason, endedBy } = record;
  return {
    ...byActor(actor),
    action,
    target: `recurring window ${id} on ${describeCover(record)}`,
    reason,
    after: {
      ...{ id, timezone, lengthSeconds, endedBy, atMinutes, services: [...services] },
      match: match.map((matcher) => JSON.stringify(matcher)),
      weekdays: weekdays.join(','),
      ...(recurrence === undefined ? {} : { rrule: recurrence.rrule, startsOn: recurrence.startsOn }),
    },
  };
}

/** A window as the audit keeps it. */
export function windowAuditState(window: MaintenanceWindow | null): AuditState {
  if (window === null) return null;
  const { id, services, match, startsAt, endsAt, createdBy, endedBy } = window;
  return {
    id,
    services: [...services],
    match: match.map((matcher) => JSON.stringify(matcher)),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    createdBy,
    endedBy,
    effect: window.effect,
    settling: window.settle !== null,
  };
}

function incidentState(incident: Incident | null): AuditState {
  if (incident === null) return null;
  const { state, acknowledgedBy, resolvedBy, step, snoozedBy = null, acknowledgedUntil } = incident;
  const snoozed = snoozedBy === null ? null : `until ${new Date(acknowledgedUntil ?? 0).toISOString()}`;
  return { state, acknowledgedBy: [...acknowledgedBy], snoozed, resolvedBy, step };
}
