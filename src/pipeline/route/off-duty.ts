import { describeOffDuty } from '../schedule/describe-duty.js';
import { everMembersOf, membersAt } from './members-at.js';
import type { RuleIndex } from './rule-index.js';

/** Why names that may stand for a person do not at an instant: who is on call instead. Empty: they do, or never would. */
export function offDutyReasons(
  index: RuleIndex,
  names: readonly string[],
  { person, at }: { readonly person: string; readonly at: number },
): readonly string[] {
  const own = names.filter((name) => everMembersOf(index, name).includes(person));
  if (own.some((name) => membersAt(index, name, at).some((member) => member.person === person))) return [];
  const schedules = [...schedulesOf(index, own)].filter((name) => everMembersOf(index, name).includes(person));
  return schedules.flatMap((name) => {
    const schedule = index.schedules.get(name);
    return schedule === undefined ? [] : [describeOffDuty(schedule, at)];
  });
}

/** Schedules that these names are or hold. */
export function schedulesOf(index: RuleIndex, names: readonly string[]): ReadonlySet<string> {
  const schedules = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    if (index.schedules.has(name)) schedules.add(name);
    for (const member of index.rules.groups.get(name)?.members ?? []) visit(member);
  };
  for (const name of names) visit(name);
  return schedules;
}
