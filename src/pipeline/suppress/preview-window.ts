import { type CheckState, factsOf } from '../../domain/check.js';
import { failingChecks, type Incident } from '../../domain/incident.js';
import type { MaintenanceWindow, WindowEffect } from '../../domain/maintenance-window.js';
import type { TouchedShift, WindowPreview } from '../../domain/window-preview.js';
import { matchCheck } from '../route/match-check.js';
import type { RuleIndex } from '../route/rule-index.js';
import { shiftsBetween } from '../schedule/shifts.js';
import { type Others, overlapsOf } from './overlaps.js';
import { describePeople, joinNames, peopleFor } from './silenced-people.js';
import { confirmationOf, scopeWarnings } from './wide-scope.js';
import { type Covers, compileScope, type Scope, unknownCheckOf } from './window-scope.js';

/** A window that somebody thinks of, and what the router knows. Instants are UTC ms. */
export interface PreviewQuestion extends Others {
  readonly index: RuleIndex;
  readonly window: Scope & { readonly startsAt: number; readonly endsAt: number; readonly effect: WindowEffect };
  /** Checks of which the router has heard. */
  readonly known: readonly CheckState[];
  readonly open: readonly Incident[];
}

const MOST_SHIFTS = 20;

/** Everything that a window would touch: by the code that pages, so that it foretells what happens. */
export function previewWindow(question: PreviewQuestion): WindowPreview {
  const { index, window, open } = question;
  const covers = compileScope(index, window);
  const checks = question.known.filter(covers);
  const services = touchedServices(index, covers, checks);
  const people = silencedBy(index, { covers, checks, services, now: window.startsAt });
  const incidents = open.filter((incident) => failingChecks(incident).some(covers));
  const overlaps = overlapsOf(index, window, { ...question, known: checks });
  const dependents = heldWith(index, services);
  const found = { checks: checks.map(knownCheck), services, dependents, incidents, people, overlaps };
  return {
    ...found,
    summary: summarize(index, found, window.effect),
    shifts: touchedShifts(index, people, window),
    warnings: scopeWarnings(window, services.length, index.rules.services.size),
    confirmation: confirmationOf(window),
  };
}

/** People whose pages a window takes: those of the checks that it is known to cover, and of all that its services may have. */
function silencedBy(
  index: RuleIndex,
  scope: {
    readonly covers: Covers;
    readonly checks: readonly CheckState[];
    readonly services: readonly string[];
    readonly now: number;
  },
): readonly string[] {
  const unheard = [...scope.services, null].map(unknownCheckOf).filter(scope.covers);
  return peopleFor(index, [...scope.checks.map(factsOf), ...unheard], scope.now);
}

/** Services of which it covers a known check, or any check whatever it is called. */
function touchedServices(index: RuleIndex, covers: Covers, checks: readonly CheckState[]): readonly string[] {
  const known = new Set(checks.flatMap((check) => matchCheck(index, check).services));
  return [...index.rules.services.keys()].filter((name) => known.has(name) || covers(unknownCheckOf(name)));
}

function knownCheck({ key, source, host, check, failing }: CheckState) {
  return { key, source, host, check, failing };
}

/** Shifts of schedules through which somebody would be paged, within the window. */
function touchedShifts(
  index: RuleIndex,
  people: readonly string[],
  { startsAt, endsAt }: PreviewQuestion['window'],
): readonly TouchedShift[] {
  const silenced = new Set(people);
  return [...index.schedules]
    .flatMap(([schedule, compiled]) =>
      shiftsBetween(compiled, startsAt, endsAt).map((shift) => ({ schedule, ...shift })),
    )
    .filter((shift) => shift.people.some((person) => silenced.has(person)))
    .slice(0, MOST_SHIFTS);
}

/** What is held with an open incident of a touched service, and is not covered itself: nobody is paged for that either. */
function heldWith({ dependencies }: RuleIndex, services: readonly string[]): readonly string[] {
  const touched = new Set(services);
  const below = services.flatMap((service) => dependencies.downstream.get(service) ?? []);
  return [...new Set(below)].filter((service) => !touched.has(service));
}

type Found = Pick<WindowPreview, 'services' | 'dependents' | 'checks' | 'incidents' | 'people' | 'overlaps'>;

const EFFECTS: Readonly<Record<WindowEffect, { readonly verb: string; readonly people: string }>> = {
  suppress: { verb: 'mutes', people: 'would not be paged' },
  'email-only': { verb: 'lowers', people: 'would be paged by email only' },
};

function dependentTexts(rules: RuleIndex['rules'], dependents: readonly string[]): readonly string[] {
  if (dependents.length === 0) return [];
  const names = dependents.map((name) => rules.services.get(name)?.displayName ?? name);
  const who =
    names.length > 5
      ? `${names.length} services depend`
      : `${joinNames(names)} ${names.length === 1 ? 'depends' : 'depend'}`;
  return [`${who} on it and ${names.length === 1 ? 'is' : 'are'} held with its incidents`];
}

function summarize({ rules }: RuleIndex, found: Found, effect: WindowEffect): string {
  const { verb, people: fate } = EFFECTS[effect];
  const people = describePeople(rules, found.people);
  return [
    `${verb} ${coverText(rules, found)}`,
    openText(found.incidents.length),
    people === '' ? 'nobody is subscribed' : `${people} ${fate}`,
    ...dependentTexts(rules, found.dependents),
    ...overlapTexts(found.overlaps),
  ].join('; ');
}

function coverText(rules: RuleIndex['rules'], { services, checks }: Found): string {
  const names = services.map((name) => rules.services.get(name)?.displayName ?? name);
  const of = names.length > 5 ? `${names.length} services` : joinNames(names);
  const what = checks.length === 0 ? 'all checks' : counted(checks.length, 'known check');
  return of === '' ? what : `${what} of ${of}`;
}

function openText(open: number): string {
  if (open === 0) return 'no incident is open now';
  return `${counted(open, 'incident')} ${open === 1 ? 'is' : 'are'} open now`;
}

function overlapTexts(overlaps: readonly MaintenanceWindow[]): readonly string[] {
  if (overlaps.length === 0) return [];
  return [`${counted(overlaps.length, 'other window')} at that time (${overlaps.map(({ id }) => id).join(', ')})`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
