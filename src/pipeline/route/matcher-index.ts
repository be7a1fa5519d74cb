import type { CompiledMatcher, Subject } from './compile-matcher.js';
import type { Anchor } from './compile-pattern.js';
import { GRAM_SIZES, type Gram, type GramSize, gramAt, gramsOf } from './grams.js';

/** One matcher of an owner: a service, a subscription or a window, known by its number. */
export interface IndexEntry {
  readonly owner: number;
  readonly matcher: CompiledMatcher;
}

interface Field {
  readonly exact: Map<string, IndexEntry[]>;
  readonly grams: Map<GramSize, Map<number, IndexEntry[]>>;
}

/**
 * Finds the matchers that can fit a check without trying the others: each lies under the rarest thing that all its
 * matches have (an exact value, or a few neighboring characters of a glob's literals). Only what has none (`*`, negations,
 * regular expressions, literals under three characters) is tried every time.
 */
export interface MatcherIndex {
  readonly fields: ReadonlyMap<string, Field>;
  readonly rest: readonly IndexEntry[];
  readonly hasLabels: boolean;
}

type Found = (owner: number, score: number) => void;

/** Where an alternative of a pattern may be filed, and how many others want to lie there. */
type Place = { readonly exact: string } | { readonly gram: Gram };

export function buildMatcherIndex(entries: readonly IndexEntry[]): MatcherIndex {
  const crowds = countPlaces(entries);
  const fields = new Map<string, Field>();
  const rest: IndexEntry[] = [];
  for (const entry of entries) {
    const best = rarestField(entry, crowds);
    if (best === null) rest.push(entry);
    else for (const place of best.places) file(fieldOf(fields, best.field), place, entry);
  }
  return { fields, rest, hasLabels: [...fields.keys()].some((name) => name.startsWith('label:')) };
}

/** Tries every matcher that can fit; `found` gets the owner and the specificity, perhaps several times per owner. */
export function findMatches(index: MatcherIndex, subject: Subject, found: Found): void {
  tryAll(index.rest, subject, found);
  if (index.fields.size === 0) return;
  visit(index.fields.get('source'), subject.source, { subject, found });
  visit(index.fields.get('host'), subject.host, { subject, found });
  visit(index.fields.get('check'), subject.check, { subject, found });
  visit(index.fields.get('severity'), subject.severity, { subject, found });
  const services = index.fields.get('service');
  if (services !== undefined) for (const service of subject.services) visit(services, service, { subject, found });
  if (!index.hasLabels) return;
  for (const name in subject.labels) {
    visit(index.fields.get(`label:${name}`), subject.labels[name] ?? '', { subject, found });
  }
}

function visit(
  field: Field | undefined,
  value: string,
  search: { readonly subject: Subject; readonly found: Found },
): void {
  if (field === undefined) return;
  tryAll(field.exact.get(value), search.subject, search.found);
  for (const size of GRAM_SIZES) {
    const grams = field.grams.get(size);
    if (grams === undefined) continue;
    for (let at = 0; at + size <= value.length; at += 1) {
      tryAll(grams.get(gramAt(value, at, size)), search.subject, search.found);
    }
  }
}

function tryAll(entries: readonly IndexEntry[] | undefined, subject: Subject, found: Found): void {
  if (entries === undefined) return;
  for (const { owner, matcher } of entries) {
    const score = matcher.score(subject);
    if (score > 0) found(owner, score);
  }
}

function countPlaces(entries: readonly IndexEntry[]): ReadonlyMap<string, number> {
  const crowds = new Map<string, number>();
  for (const { matcher } of entries) {
    for (const { field, anchors } of matcher.anchors) {
      for (const place of anchors.flatMap(placesOf)) {
        const key = crowdKey(field, place);
        crowds.set(key, (crowds.get(key) ?? 0) + 1);
      }
    }
  }
  return crowds;
}

/** The field under which an entry meets the fewest others; null when no field can hold it. */
function rarestField(
  { matcher }: IndexEntry,
  crowds: ReadonlyMap<string, number>,
): { readonly field: string; readonly places: readonly Place[] } | null {
  let best: { field: string; places: readonly Place[]; crowd: number } | null = null;
  for (const { field, anchors } of matcher.anchors) {
    const chosen = anchors.map((anchor) => rarestPlace(field, anchor, crowds)).filter((place) => place !== null);
    if (chosen.length < anchors.length) continue;
    const crowd = Math.max(...chosen.map(({ crowd }) => crowd));
    if (best === null || crowd < best.crowd) best = { field, places: chosen.map(({ place }) => place), crowd };
  }
  return best;
}

function rarestPlace(
  field: string,
  anchor: Anchor,
  crowds: ReadonlyMap<string, number>,
): { readonly place: Place; readonly crowd: number } | null {
  let best: { place: Place; crowd: number } | null = null;
  for (const place of placesOf(anchor)) {
    const crowd = crowds.get(crowdKey(field, place)) ?? 0;
    if (best === null || crowd < best.crowd) best = { place, crowd };
  }
  return best;
}

function placesOf(anchor: Anchor): readonly Place[] {
  if (anchor.kind === 'exact') return [{ exact: anchor.value }];
  return anchor.literals.flatMap((literal) => gramsOf(literal)).map((gram) => ({ gram }));
}

function crowdKey(field: string, place: Place): string {
  return 'exact' in place ? `${field}=${place.exact}` : `${field}~${place.gram.size}~${place.gram.key}`;
}

function fieldOf(fields: Map<string, Field>, name: string): Field {
  const known = fields.get(name);
  if (known !== undefined) return known;
  const field: Field = { exact: new Map(), grams: new Map() };
  fields.set(name, field);
  return field;
}

function file(field: Field, place: Place, entry: IndexEntry): void {
  if ('exact' in place) append(field.exact, place.exact, entry);
  else {
    const { size, key } = place.gram;
    const grams = field.grams.get(size) ?? new Map<number, IndexEntry[]>();
    field.grams.set(size, grams);
    append(grams, key, entry);
  }
}

function append<K>(places: Map<K, IndexEntry[]>, key: K, entry: IndexEntry): void {
  const there = places.get(key);
  if (there === undefined) places.set(key, [entry]);
  else there.push(entry);
}
