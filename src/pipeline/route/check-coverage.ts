import type { RulesFault } from '../../domain/rules.js';
import { checkOverlaps } from './check-overlaps.js';
import { checkPolicies } from './check-policies.js';
import { checkQuietHours } from './check-quiet-hours.js';
import { checkReachedPeople } from './check-reached-people.js';
import { checkScheduleMembers } from './check-schedule-members.js';
import { checkServiceHours } from './check-service-hours.js';
import { faultAt } from './fault.js';
import { allPagesPeople } from './people.js';
import type { RuleIndex } from './rule-index.js';
import { silentTimes } from './silent-times.js';
import { type Week, weeksOf } from './week-moments.js';

/**
 * What would let a page get lost although every name and shape is right. Errors: no catch-all, a service that reaches
 * nobody at some time of the week, a policy that pages nobody. Warnings: what can hardly be meant so. `now` (UTC ms): also
 * of the weeks to come, whatever the schedules do later; null: only of weeks that stand for all.
 */
export function checkCoverage(index: RuleIndex, now: number | null = null): RulesFault[] {
  const weeks = weeksOf(index, now);
  return [
    ...checkCatchAll(index, weeks),
    ...checkScheduleMembers(index),
    ...checkServiceHours(index, weeks),
    ...checkPolicies(index, weeks),
    ...checkOverlaps(index),
    ...checkReachedPeople(index),
    ...checkQuietHours(index),
  ];
}

function checkCatchAll(index: RuleIndex, weeks: readonly Week[]): readonly RulesFault[] {
  if (allPagesPeople(index, { now: 0 }).length > 0) return checkCatchAllHours(index, weeks);
  const message =
    'nobody gets what no other rule covers: add a subscription `{ who: …, to: all }` or `{ who: …, to: unmatched }` ' +
    'without severity, hours or after, for somebody with a contact method';
  return [faultAt(null, message, 'error')];
}

/** Schedules may be the catch-all where somebody is on call in them at any time. */
function checkCatchAllHours(index: RuleIndex, weeks: readonly Week[]): readonly RulesFault[] {
  const reachesSomebody = (now: number) => allPagesPeople(index, { now, strict: true }).length > 0;
  const catching = index.rules.subscriptions.filter(({ scope, optOut }) => {
    return !optOut && (scope.kind === 'all' || scope.kind === 'unmatched');
  });
  const text = silentTimes(index, weeks, { reachesSomebody, names: catching.flatMap(({ who }) => who) });
  return text === null ? [] : [faultAt(null, `nobody gets what no other rule covers ${text}`, 'error')];
}
