import { formatDuration } from '../src/domain/duration.js';
import type { ExplanationView, IncidentView } from './stage.js';

/** Why a person got nothing for an incident, in the words of the router's own explanation. */
export function whyNothing(
  explanation: ExplanationView,
  person: string,
  incident: Pick<IncidentView, 'acknowledgedBy'> | null = null,
): string {
  const not = explanation.notPaged.find((one) => one.person === person);
  if (not !== undefined) return not.because.join('; ');
  const times = explanation.steps.flatMap(({ people }) =>
    people.filter((one) => one.person === person).flatMap(({ notifications }) => notifications),
  );
  const first = Math.min(...times.map(({ afterSeconds }) => afterSeconds));
  const taken = incident === null ? [] : incident.acknowledgedBy;
  const before = taken.length === 0 ? '' : `; ${taken.join(', ')} had acknowledged by then`;
  return `only after ${formatDuration(first)} without an acknowledgement${before}`;
}

/** Rows of those who are not paged at once: name and why. */
export function othersThan(explanation: ExplanationView, paged: readonly string[]): [string, string][] {
  const later = explanation.steps.flatMap(({ people }) => people.map(({ person }) => person));
  const names = new Set([...later, ...explanation.notPaged.map(({ person }) => person)]);
  return [...names].filter((name) => !paged.includes(name)).map((name) => [name, whyNothing(explanation, name)]);
}

/** People with the same reason share a row: `Daniel, Leslie` and why. */
export function alikeRows(
  rows: readonly (readonly [person: string, why: string])[],
  called: (person: string) => string,
): [string, string][] {
  const names = new Map<string, string[]>();
  for (const [person, why] of rows) names.set(why, [...(names.get(why) ?? []), called(person)]);
  return [...names].map(([why, people]) => [people.join(', '), why]);
}
