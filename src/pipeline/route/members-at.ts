import { describeDuty } from '../schedule/describe-duty.js';
import { onCallAt } from '../schedule/on-call.js';
import type { RuleIndex } from './rule-index.js';

/** A person for whom a name stands. */
export interface Member {
  readonly person: string;
  /** Of a schedule: `on call in ops-oncall until …`; null: a member at any time. */
  readonly onCall: string | null;
}

/** The people for whom a name stands at an instant (UTC ms), each once: of schedules, those on call. */
export function membersAt(index: RuleIndex, name: string, at: number): readonly Member[] {
  const membership = index.members.get(name);
  if (membership === undefined) return [];
  if (!membership.byTime) return membership.people.map((person) => ({ person, onCall: null }));
  const found = opened(index, name, new Set()).flatMap((one) => onDuty(index, one, at));
  // Who is a member at any time is not one for being on call.
  const ranked = [...found].sort((a, b) => Number(b.onCall !== null) - Number(a.onCall !== null));
  return [...new Map(ranked.map((member) => [member.person, member])).values()];
}

/** The people and schedules that a name is or holds; circles end where they close. */
function opened(index: RuleIndex, name: string, seen: Set<string>): readonly string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const group = index.rules.groups.get(name);
  return group === undefined ? [name] : group.members.flatMap((member) => opened(index, member, seen));
}

/** Everybody for whom a name may ever stand, overrides left out. */
export function everMembersOf(index: Pick<RuleIndex, 'members'>, name: string): readonly string[] {
  return index.members.get(name)?.people ?? [];
}

function onDuty(index: RuleIndex, name: string, at: number): readonly Member[] {
  if (index.rules.people.has(name)) return [{ person: name, onCall: null }];
  const schedule = index.schedules.get(name);
  if (schedule === undefined) return [];
  return onCallAt(schedule, at).map((person) => ({ person, onCall: describeDuty(schedule, person, at) }));
}
