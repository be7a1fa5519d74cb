import type { CheckState } from '../../domain/check.js';
import type { ClaimedCall } from '../../domain/delivery.js';
import type { IncidentHead } from '../../domain/incident.js';
import { isFollowUp, isNotice, isProblemPage, type Page, type PageReason } from '../../domain/page.js';
import { isWorse, type Severity } from '../../domain/severity.js';
import { cleanLine } from './clean-text.js';

/** What a text says of a service. */
export interface ServiceTexts {
  readonly displayName: string;
  readonly runbook: string | null;
}

/** What every text of one notification is rendered with. */
export interface RenderContext {
  readonly person: { readonly displayName: string; readonly timezone: string };
  /** UTC ms */
  readonly now: number;
  /** Signed link of this person to an incident; null: there is none to give. */
  readonly link: (incidentId: string) => string | null;
  readonly service: (name: string) => ServiceTexts | null;
  /** Checks of an incident, where they are known; without them the head speaks. */
  readonly checks: ReadonlyMap<string, readonly CheckState[]>;
  /** Key of each failing check whose source is silent → since when, UTC ms. Absent: nobody has asked. */
  readonly unverified?: ReadonlyMap<string, number> | undefined;
  /** Incident → what is held with it because it depends on it, as people call it. */
  readonly dependents?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** One incident (or one page without incident) as a text tells it. All texts are one clean line. */
export interface DescribedPage {
  readonly page: Page;
  readonly incidentId: string | null;
  readonly number: number | null;
  readonly severity: Severity;
  /** What it is counted under in a bundle: the service's display name, else the host, else the title. */
  readonly label: string;
  /** Set when the incident is about one host. */
  readonly host: string | null;
  /** The host itself is what fails, as far as the title tells. */
  readonly hostDown: boolean;
  /** `Parsoid: LVS HTTP on parsoid.svc and 2 more`: the page's own text where it has one, else the incident's title. */
  readonly title: string;
  /** What the worst check says; '' when not known. */
  readonly summary: string;
  /** UTC ms since when it fails; null for pages without incident. */
  readonly since: number | null;
  readonly resolvedAt: number | null;
  /** Of a recovery notice: who resolved it by hand, whatever the checks say; null: it recovered. */
  readonly resolvedBy: string | null;
  readonly acknowledgedAt: number | null;
  /** Who has it, and until when it is to be quiet (UTC ms; null: it is not snoozed); null: nobody. */
  readonly takenBy: { readonly name: string; readonly snoozedUntil: number | null } | null;
  /** How long it had been well before, ms; null: it is no return. */
  readonly returnedAfterMs: number | null;
  /** Failing checks, worst first, oldest first; empty when not known. */
  readonly failing: readonly CheckState[];
  readonly checks: readonly CheckState[];
  /** Key of each of those that fail and whose source is silent → since when, UTC ms. */
  readonly unverified: ReadonlyMap<string, number>;
  /** Since when nobody knows whether any of it still fails, UTC ms; null: some source says that it does. */
  readonly unverifiedSince: number | null;
  /** How many checks fail, also where they are not known one by one. */
  readonly failingCount: number;
  /** What is held with it because it depends on it. */
  readonly dependents: readonly string[];
  readonly link: string | null;
  readonly runbook: string | null;
  /** Name of the service that can be silenced; null: there is none, or nothing to silence. */
  readonly silenceable: string | null;
  /** Why this person, over all pages of the incident. */
  readonly because: readonly string[];
}

const STRENGTH: readonly PageReason[] = [
  'unacknowledged',
  'severity-rise',
  'window-ended',
  'snooze-ended',
  'returned',
  'dependency-ended',
  'escalation',
  'problem',
  'reminder',
  'update',
  'custom',
  'test',
  'shift',
  'digest',
  'reply',
  'maintenance',
  'readiness',
  'recovery',
  'taken',
  'unheard',
];

/** Orders of text: what wakes before what informs, critical before warning, and each service's first before its next. */
export function describePages(calls: readonly ClaimedCall[], context: RenderContext): readonly DescribedPage[] {
  const groups = new Map<string, ClaimedCall[]>();
  for (const call of calls) {
    const key = call.page.incidentId ?? call.page.id;
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  const described = [...groups.values()].flatMap((group) => describeGroup(group, context));
  return firstOfEachLabelAhead(described.sort(compare));
}

function describeGroup(calls: readonly ClaimedCall[], context: RenderContext): DescribedPage[] {
  const strongest = [...calls].sort((a, b) => strength(a.page.reason) - strength(b.page.reason))[0];
  if (strongest === undefined) return [];
  const because = new Set(calls.flatMap((call) => call.page.because));
  return [{ ...describe(strongest, context), because: [...because].map(cleanLine) }];
}

function describe({ page, incident }: ClaimedCall, context: RenderContext): DescribedPage {
  if (incident === null) return describeAlone(page);
  const checks = context.checks.get(incident.id) ?? [];
  const failing = checks.filter((check) => check.failing).sort(worstThenOldest);
  const service = incident.service === null ? null : context.service(incident.service);
  const host = hostOf(incident.key);
  const title = cleanLine(page.text ?? incident.title);
  return {
    page,
    incidentId: incident.id,
    number: incident.number === 0 ? null : incident.number,
    severity: incident.severity,
    label: cleanLine(service?.displayName ?? incident.service ?? host ?? title),
    host,
    hostDown: host !== null && (title === host || title.startsWith(`${host} and `)),
    title,
    summary: cleanLine(failing[0]?.summary ?? ''),
    since: failing.reduce((oldest, check) => Math.min(oldest, check.since), incident.openedAt),
    resolvedAt: incident.resolvedAt,
    resolvedBy: resolvedByHand(page, incident.resolvedBy),
    acknowledgedAt: incident.acknowledgedAt,
    ...storyOf(incident),
    failing,
    checks,
    ...unverifiedOf(failing, context),
    failingCount: countFailing(incident, failing),
    dependents: dependentsOf(page, context),
    link: context.link(incident.id),
    runbook: service?.runbook ?? null,
    silenceable: silenceableOf(page, incident.service, service),
    because: [],
  };
}

function dependentsOf({ incidentId, reason }: Page, { dependents }: RenderContext): readonly string[] {
  const held = isProblemPage(reason) ? dependents?.get(incidentId ?? '') : undefined;
  return (held ?? []).map(cleanLine);
}

function unverifiedOf(
  failing: readonly CheckState[],
  { unverified = new Map() }: RenderContext,
): Pick<DescribedPage, 'unverified' | 'unverifiedSince'> {
  const since = failing.flatMap(({ key }) => unverified.get(key) ?? []);
  return {
    unverified,
    unverifiedSince: since.length > 0 && since.length === failing.length ? Math.max(...since) : null,
  };
}

function countFailing(incident: { readonly failing?: number | undefined }, known: readonly CheckState[]): number {
  return incident.failing ?? known.length;
}

function silenceableOf({ reason }: Page, name: string | null, service: ServiceTexts | null): string | null {
  return name === null || !isProblemPage(reason) ? null : cleanLine(service?.displayName ?? name);
}

function storyOf(incident: IncidentHead): Pick<DescribedPage, 'takenBy' | 'returnedAfterMs'> {
  const { acknowledgedBy, snoozedBy, acknowledgedUntil, returnedAfterMs = null } = incident;
  const name = snoozedBy ?? acknowledgedBy[0];
  const snoozedUntil = snoozedBy ? acknowledgedUntil : null;
  return { takenBy: name === undefined ? null : { name: cleanLine(name), snoozedUntil }, returnedAfterMs };
}

function resolvedByHand({ reason }: Page, resolvedBy: string | null): string | null {
  if ((reason !== 'recovery' && reason !== 'unheard') || resolvedBy === null || resolvedBy === 'monitoring')
    return null;
  return cleanLine(resolvedBy);
}

/** The host of an incident that groups by host, else null. */
function hostOf(key: string): string | null {
  return key.startsWith('host:') ? cleanLine(key.slice('host:'.length)) : null;
}

/** A page that belongs to no incident: test, custom, shift. Of several lines the first is its title. */
function describeAlone(page: Page): DescribedPage {
  return {
    page,
    incidentId: null,
    number: null,
    severity: page.severity,
    label: titleOf(page) || page.reason,
    host: null,
    hostDown: false,
    title: titleOf(page),
    summary: '',
    since: null,
    resolvedAt: null,
    resolvedBy: null,
    acknowledgedAt: null,
    takenBy: null,
    returnedAfterMs: null,
    failing: [],
    checks: [],
    unverified: new Map(),
    unverifiedSince: null,
    failingCount: 0,
    dependents: [],
    link: null,
    runbook: null,
    silenceable: null,
    because: [],
  };
}

/** The note of a mail tells a text in full; only that of a notice begins with a line made for it. */
function titleOf({ reason, text }: Page): string {
  const [first = ''] = (text ?? '').split('\n', 1);
  return cleanLine(isNotice(reason) ? first : (text ?? ''));
}

function strength(reason: PageReason): number {
  return STRENGTH.indexOf(reason);
}

function bySeverity(a: Severity, b: Severity): number {
  if (a === b) return 0;
  return isWorse(a, b) ? -1 : 1;
}

function worstThenOldest(a: CheckState, b: CheckState): number {
  return bySeverity(a.severity, b.severity) || a.since - b.since;
}

function compare(a: DescribedPage, b: DescribedPage): number {
  const over = Number(isFollowUp(a.page.reason)) - Number(isFollowUp(b.page.reason));
  return over || bySeverity(a.severity, b.severity) || (a.since ?? 0) - (b.since ?? 0);
}

/** Within each severity: one page of every service (what belongs to none is one together) before the second of any. */
function firstOfEachLabelAhead(pages: readonly DescribedPage[]): readonly DescribedPage[] {
  const turns = new Map<string, number>();
  const ranked = pages.map((page) => {
    const ofNoService = page.incidentId !== null && page.label === (page.host ?? page.title);
    const key = `${isFollowUp(page.page.reason)} ${page.severity} ${ofNoService ? '' : page.label}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { page, turn };
  });
  return ranked
    .sort(
      (a, b) =>
        Number(isFollowUp(a.page.page.reason)) - Number(isFollowUp(b.page.page.reason)) ||
        bySeverity(a.page.severity, b.page.severity) ||
        a.turn - b.turn,
    )
    .map(({ page }) => page);
}
