import type { AuditState } from '../../domain/audit-record.js';
import type { CalendarFeed } from '../../domain/calendar-feed.js';
import type { Override } from '../../domain/schedule.js';
import type { Operations } from '../use-cases.js';
import { type AuditedDeps, byActor, noteIfDone } from './note-change.js';

type ScheduleOperations = Pick<Operations, 'addOverride' | 'removeOverride' | 'addFeed' | 'revokeFeed'>;

/** Changes of who is on call, and of calendar addresses, each with its record. */
export function auditSchedules(operations: ScheduleOperations, { trail, ledger }: AuditedDeps): ScheduleOperations {
  return {
    async addOverride(request, actor) {
      const result = await operations.addOverride(request, actor);
      await noteIfDone(result, (after) =>
        trail.note({ ...byActor(actor), ...changed('overrides.create', after), after: overrideState(after) }),
      );
      return result;
    },
    async removeOverride(id, actor) {
      const before = overrideState(await ledger.overrides.read(id));
      const result = await operations.removeOverride(id, actor);
      await noteIfDone(result, (after) =>
        trail.note({ ...byActor(actor), ...changed('overrides.remove', after), before, after: overrideState(after) }),
      );
      return result;
    },
    async addFeed(of, actor) {
      const result = await operations.addFeed(of, actor);
      await noteIfDone(result, ({ feed }) =>
        trail.note({ ...byActor(actor), ...ofFeed('calendar-feeds.create', feed), after: feedState(feed) }),
      );
      return result;
    },
    async revokeFeed(id, actor) {
      const result = await operations.revokeFeed(id, actor);
      await noteIfDone(result, (feed) =>
        trail.note({ ...byActor(actor), ...ofFeed('calendar-feeds.revoke', feed), after: feedState(feed) }),
      );
      return result;
    },
  };
}

function changed(action: string, { id, schedule, reason }: Override) {
  return { action, target: `override ${id} of ${schedule}`, reason: reason ?? undefined };
}

function ofFeed(action: string, { id, of }: CalendarFeed) {
  return { action, target: `calendar address ${id} of ${of.name}` };
}

function overrideState(override: Override | null): AuditState {
  if (override === null) return null;
  const { schedule, kind, person, replaces, startsAt, endsAt, removedBy } = override;
  return {
    schedule,
    kind,
    person,
    replaces,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    removedBy,
  };
}

/** Never its secret, nor the hash of it. */
function feedState({ of, createdBy, revokedBy }: CalendarFeed): AuditState {
  return { of: of.name, createdBy, revokedBy };
}
