import type { z } from 'zod';
import type { RulesFault } from '../../domain/rules.js';
import type { Entries, Entry, Section } from './entries.js';
import { faultAt, type MapTree, placeAt, plainValue, type Tree } from './files/tree.js';
import { ExpectationEntry } from './schema/expectations.js';
import { HoursEntry, WindowEntry } from './schema/hours.js';
import { NoticesEntry } from './schema/notices.js';
import { GroupEntry, PersonEntry } from './schema/people.js';
import { PolicyEntry } from './schema/policies.js';
import { ScheduleEntry } from './schema/schedules.js';
import { ServiceEntry } from './schema/services.js';
import { SourceEntry } from './schema/sources.js';
import { SubscriptionEntry } from './schema/subscriptions.js';
import { suggest } from './suggest.js';
import { translateIssues, wordIssue } from './translate-issues.js';
import { LimitsEntry } from './values/limits.js';
import { newName } from './values/names.js';

const KEYS = [
  ...['people', 'groups', 'hours', 'services', 'sources', 'subscriptions', 'escalationPolicies'],
  ...['limits', 'maintenance', 'expectations', 'schedules', 'notices'],
];

/** Reads the merged files entry by entry, so that one faulty entry hides no fault of another. */
export function readEntries(tree: MapTree, faults: RulesFault[]): Entries {
  const reading: Reading = { tree, faults };
  for (const [key, { place }] of tree.entries) {
    if (!KEYS.includes(key)) faults.push(faultAt(place, `unknown top-level key \`${key}\`${suggest(key, KEYS)}`));
  }
  return {
    people: readSection(reading, 'people', PersonEntry),
    groups: readSection(reading, 'groups', GroupEntry),
    schedules: readSection(reading, 'schedules', ScheduleEntry),
    hours: readSection(reading, 'hours', HoursEntry),
    services: readSection(reading, 'services', ServiceEntry),
    sources: readSection(reading, 'sources', SourceEntry),
    escalationPolicies: readSection(reading, 'escalationPolicies', PolicyEntry),
    subscriptions: readList(reading, 'subscriptions', SubscriptionEntry),
    maintenance: readList(reading, 'maintenance', WindowEntry),
    expectations: readList(reading, 'expectations', ExpectationEntry),
    limits: readSingle(reading, 'limits', LimitsEntry),
    notices: readSingle(reading, 'notices', NoticesEntry),
  };
}

interface Reading {
  readonly tree: MapTree;
  readonly faults: RulesFault[];
}

function readSection<T extends z.ZodType>({ tree, faults }: Reading, key: string, schema: T): Section<z.output<T>> {
  const section = tree.entries.get(key);
  if (!section || isEmpty(section)) return { entries: new Map(), declared: new Set() };
  if (section.kind !== 'map') {
    faults.push(faultAt(section.place, `\`${key}\` holds named entries: expected fields, found a ${section.kind}`));
    return { entries: new Map(), declared: new Set() };
  }
  const entries = new Map<string, Entry<z.output<T>>>();
  for (const [name, value] of section.entries) {
    const named = newName.safeParse(name);
    for (const { message } of named.error?.issues ?? []) faults.push(faultAt(value.place, message));
    const entry = readEntry(value, schema, faults);
    if (entry && named.success) entries.set(name, entry);
  }
  return { entries, declared: new Set(section.entries.keys()) };
}

function readList<T extends z.ZodType>(
  { tree, faults }: Reading,
  key: string,
  schema: T,
): readonly Entry<z.output<T>>[] {
  const list = tree.entries.get(key);
  if (!list || isEmpty(list)) return [];
  if (list.kind === 'list') return list.items.flatMap((item) => readEntry(item, schema, faults) ?? []);
  faults.push(faultAt(list.place, `\`${key}\` is a list: each entry starts with a dash`));
  return [];
}

function readSingle<T extends z.ZodType>({ tree, faults }: Reading, key: string, schema: T): Entry<z.output<T>> | null {
  const entry = tree.entries.get(key);
  return entry && !isEmpty(entry) ? readEntry(entry, schema, faults) : null;
}

function readEntry<T extends z.ZodType>(tree: Tree, schema: T, faults: RulesFault[]): Entry<z.output<T>> | null {
  const parsed = schema.safeParse(plainValue(tree), { error: wordIssue });
  if (parsed.success) return { value: parsed.data, tree, place: tree.place };
  for (const { path, message } of translateIssues(parsed.error.issues)) {
    faults.push(faultAt(placeAt(tree, path), message));
  }
  return null;
}

function isEmpty(tree: Tree): boolean {
  return tree.kind === 'text' && tree.empty;
}
