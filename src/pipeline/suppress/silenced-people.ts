import type { CheckFacts } from '../../domain/check.js';
import type { Rules } from '../../domain/rules.js';
import { matchCheck } from '../route/match-check.js';
import { policyFor } from '../route/policy.js';
import type { RuleIndex } from '../route/rule-index.js';
import { selectPeople } from '../route/select-people.js';

/** Everybody whom pages about these checks would reach at an instant, by any step of their policies; in the order of the rules. */
export function peopleFor(index: RuleIndex, checks: readonly CheckFacts[], now: number): readonly string[] {
  const byService = new Map<string | null, CheckFacts[]>();
  for (const facts of checks) {
    const service = matchCheck(index, facts).services[0] ?? null;
    byService.set(service, [...(byService.get(service) ?? []), facts]);
  }
  const found = new Set<string>();
  for (const [service, of] of byService) {
    const targets = policyFor(index, { service, audience: 'subscribers' }).steps.flatMap(({ page }) => page);
    const { people } = selectPeople(index, { checks: of, service, targets, urgency: 'high', now });
    for (const { person } of people) found.add(person);
  }
  return [...index.rules.people.keys()].filter((person) => found.has(person));
}

/** `parsoid-team, daniel and ops`: a group that is there as a whole is called by its name; the biggest first. */
export function describePeople(rules: Rules, people: readonly string[]): string {
  const left = new Set(people);
  const names: string[] = [];
  const groups = [...rules.groups.values()].sort((a, b) => b.members.length - a.members.length);
  for (const { name, members } of groups) {
    if (members.length < 2 || !members.every((member) => left.has(member))) continue;
    names.push(name);
    for (const member of members) left.delete(member);
  }
  return joinNames([...names, ...left]);
}

/** `a, b and c` */
export function joinNames(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
