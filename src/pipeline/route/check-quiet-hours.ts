import type { RulesFault } from '../../domain/rules.js';
import { faultAt } from './fault.js';
import { inHours } from './hours.js';
import { quietHoursOf, quietUntil } from './quiet-hours.js';
import type { RuleIndex } from './rule-index.js';

/** Hours are the same every week: those that go on here and do not end go on for ever. */
const SOME_MONDAY = Date.UTC(2013, 3, 15, 12);

/** Quiet hours that are never over are none: nothing would ever be held by them, which cannot be meant. */
export function checkQuietHours({ rules }: RuleIndex): readonly RulesFault[] {
  return [...rules.people.values()].flatMap((person) => {
    const hours = quietHoursOf(rules, person);
    if (hours === null || !inHours(hours, SOME_MONDAY) || quietUntil(hours, SOME_MONDAY) !== null) return [];
    const message = `the quiet hours \`${hours.name}\` of \`${person.name}\` are never over: name hours that end`;
    return [faultAt(person.origin ?? null, message, 'error')];
  });
}
