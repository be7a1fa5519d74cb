import { isProblemPage } from '../../domain/page.js';
import type { Decision } from '../../pipeline/decision.js';
import type { ToldPeople } from './told-people.js';

/** The decision without the pages of people whom an emergency page has told of these alerts already; the incident counts them as paged. */
export function withoutTold(decision: Decision, told: ToldPeople, now: number): Decision {
  const people = new Set(decision.alerts.flatMap(({ alert }) => [...told.of(alert.id)]));
  if (people.size === 0) return decision;
  const isSpared = (page: Decision['pages'][number]) => people.has(page.person) && isProblemPage(page.reason);
  const spared = decision.pages.filter(isSpared).map(({ person }) => person);
  if (spared.length === 0) return decision;
  const text = `told by the emergency page while Redis was away: ${spared.join(', ')}`;
  return {
    ...decision,
    pages: decision.pages.filter((page) => !isSpared(page)),
    timeline: [...decision.timeline, { at: now, kind: 'notified', text }],
  };
}
