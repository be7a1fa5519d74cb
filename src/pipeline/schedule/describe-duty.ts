import { Temporal } from 'temporal-polyfill';
import type { CompiledSchedule } from './compile-schedules.js';
import { onCallAt, rosterAt } from './on-call.js';
import { changeAfter } from './shifts.js';

/** `on call in ops-oncall until 2013-04-22 17:00 UTC`, with the override that has put the person there. */
export function describeDuty(schedule: CompiledSchedule, person: string, at: number): string {
  const override = rosterAt(schedule, at).by.get(person);
  const instead = override?.replaces == null ? '' : ` in place of ${override.replaces}`;
  const by = override === undefined ? '' : `, by override ${override.id}${instead}`;
  return `on call in ${schedule.schedule.name}${untilText(schedule, at)}${by}`;
}

/** `not on call in ops-oncall: leslie is until 2013-04-22 17:00 UTC`, or that nobody is. */
export function describeOffDuty(schedule: CompiledSchedule, at: number): string {
  const people = onCallAt(schedule, at);
  const who = people.length === 0 ? 'nobody' : people.join(', ');
  return `not on call in ${schedule.schedule.name}: ${who} is${untilText(schedule, at)}`;
}

/** `2013-04-22 17:00 Europe/Berlin`: an instant on the wall of the schedule's zone. */
export function formatInZone(timezone: string, at: number): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${timezone}`;
}

const lastText = new WeakMap<CompiledSchedule, { readonly until: number; readonly text: string }>();

/** Written once a shift: a storm asks the same over and over, and the calendar is slow. */
function untilText(schedule: CompiledSchedule, at: number): string {
  const until = changeAfter(schedule, at);
  if (until === null) return '';
  const known = lastText.get(schedule);
  if (known?.until === until) return known.text;
  const text = ` until ${formatInZone(schedule.schedule.timezone, until)}`;
  lastText.set(schedule, { until, text });
  return text;
}
