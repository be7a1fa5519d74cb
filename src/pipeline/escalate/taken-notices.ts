import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { RuleIndex } from '../route/rule-index.js';
import { followUp } from './follow-up.js';

/**
 * Tells those who were paged that somebody has taken it: once for each acknowledgement, and never those who took it. The
 * ledger lets only those through who were really told of the problem.
 */
export function takenNotices(incident: Incident, index: RuleIndex, now: number): readonly Page[] {
  const others = Object.keys(incident.paged).filter((name) => !incident.acknowledgedBy.includes(name));
  return others.flatMap((name) => {
    const person = index.rules.people.get(name);
    if (person === undefined) return [];
    const occasion = { incident, step: 0, reason: 'taken', now, salt: `taken ${incident.acknowledgedAt}` } as const;
    const wished = incident.lowered ? person.tell.taken.filter((via) => via === 'email') : person.tell.taken;
    return followUp(occasion, { person, rules: index.rules }, wished) ?? [];
  });
}
