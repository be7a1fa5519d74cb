import type { Hours, Person, Rules } from '../../domain/rules.js';
import { inHours } from './hours.js';
import { hoursCuts } from './hours-cuts.js';
import type { SelectedPerson } from './select-people.js';

/** Hours come back every week: what does not end within it never does. */
const LONGEST_MS = 8 * 86_400_000;

/** A page of low urgency as its person's quiet hours let it go. */
export interface QuietPage extends SelectedPerson {
  /** When the first of its calls that would have gone within quiet hours goes instead, UTC ms; absent: none would. */
  readonly quietUntil?: number;
}

/** The same calls, those within the person's quiet hours at the end of these. High urgency knows no quiet hours. */
export function keepQuietHours<T extends SelectedPerson>(
  rules: Pick<Rules, 'people' | 'hours'>,
  selected: T,
  when: { readonly urgency: string; readonly now: number },
): T & QuietPage {
  const hours = when.urgency === 'high' ? null : quietHoursOf(rules, rules.people.get(selected.person));
  if (hours === null) return selected;
  const ends: number[] = [];
  const calls = selected.calls.map((call) => {
    const end = quietUntil(hours, when.now + call.afterSeconds * 1000);
    if (end === null) return call;
    ends.push(end);
    return { ...call, afterSeconds: (end - when.now) / 1000 };
  });
  return ends.length === 0 ? selected : { ...selected, calls, quietUntil: Math.min(...ends) };
}

/** The quiet hours of a person; null: none, or none that are known. */
export function quietHoursOf({ hours }: Pick<Rules, 'hours'>, person: Person | undefined): Hours | null {
  return person?.quiet == null ? null : (hours.get(person.quiet) ?? null);
}

const lastFound = new WeakMap<Hours, { readonly from: number; readonly end: number | null }>();

/** When the hours that an instant lies in are over (UTC ms); null: it lies in none, or they never are, which holds nothing. */
export function quietUntil(hours: Hours, at: number): number | null {
  if (!inHours(hours, at)) return null;
  const known = lastFound.get(hours);
  if (known !== undefined && at >= known.from && at < (known.end ?? known.from)) return known.end;
  const cuts = hoursCuts(hours, at, at + LONGEST_MS).sort((a, b) => a - b);
  const end = cuts.find((cut) => !inHours(hours, cut)) ?? null;
  lastFound.set(hours, { from: at, end });
  return end;
}
