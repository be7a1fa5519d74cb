import { hash } from 'node:crypto';
import type { Incident } from '../../domain/incident.js';
import type { Call, Page, PageReason } from '../../domain/page.js';
import type { Severity } from '../../domain/severity.js';
import type { QuietPage } from '../route/quiet-hours.js';
import type { SelectedPerson } from '../route/select-people.js';

/** What a page needs besides the person. */
export interface PageOccasion {
  readonly incident: Pick<Incident, 'id' | 'cycle' | 'round' | 'severity' | 'urgency'>;
  readonly step: number;
  readonly reason: PageReason;
  readonly now: number;
  /** Distinguishes pages of one step and person that are meant to be several (updates); '' by default. */
  readonly salt?: string;
}

/** One step of an incident calling one person. Planned again with the same occasion it is the same page. */
export function planPage(occasion: PageOccasion, selected: QuietPage): Page {
  const { incident, step, reason, now } = occasion;
  const id = pageId([incident.id, incident.cycle, incident.round, step, selected.person, occasion.salt ?? '']);
  return {
    v: 1,
    id,
    incidentId: incident.id,
    cycle: incident.cycle,
    round: incident.round,
    step,
    person: selected.person,
    reason,
    severity: incident.severity,
    urgency: incident.urgency,
    plannedAt: now,
    because: [...selected.because],
    calls: callsOf(id, selected, now),
    ...heldUntil(selected),
    text: null,
  };
}

/** The page of a dead letter once more, for other calls: however often it is asked for, it is one. */
export function replanPage(page: Page, letterId: string, { plan, now }: Pick<Telling, 'plan' | 'now'>): Page {
  const id = retriedPageId(letterId);
  const { quietUntil: _, ...rest } = page;
  return { ...rest, id, plannedAt: now, calls: callsOf(id, plan, now) };
}

/** Under which a dead letter is sent again. */
export function retriedPageId(letterId: string): string {
  return pageId(['retry', letterId]);
}

/** Something that a person is told and that belongs to no incident. */
export interface Telling {
  /** What makes it the same page when it is planned again. */
  readonly identity: readonly (string | number)[];
  readonly person: string;
  readonly reason: PageReason;
  readonly plan: Pick<QuietPage, 'calls' | 'fallbacks' | 'quietUntil'>;
  readonly because: readonly string[];
  readonly text: string;
  /** UTC ms. */
  readonly now: number;
  /** `info` by default. */
  readonly severity?: Severity;
  /** `low` by default. */
  readonly urgency?: Page['urgency'];
}

/** A page of no incident. */
export function planTelling({ identity, person, reason, plan, because, text, now, ...rest }: Telling): Page {
  const id = pageId(identity);
  return {
    v: 1,
    id,
    incidentId: null,
    cycle: 0,
    round: 0,
    step: 0,
    person,
    reason,
    severity: rest.severity ?? 'info',
    urgency: rest.urgency ?? 'low',
    plannedAt: now,
    because: [...because],
    calls: callsOf(id, plan, now),
    ...heldUntil(plan),
    text,
  };
}

function heldUntil({ quietUntil }: Pick<QuietPage, 'quietUntil'>): Pick<Page, 'quietUntil'> {
  return quietUntil === undefined ? {} : { quietUntil };
}

/** Hash of what makes a page the same page; 32 hex digits. */
export function pageId(parts: readonly (string | number)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

/** The person's calls, numbered: those of the notification rules first, then the fallbacks. */
function callsOf(id: string, selected: Pick<SelectedPerson, 'calls' | 'fallbacks'>, now: number): Call[] {
  const planned = selected.calls.map(({ channel, to, afterSeconds }) => ({
    channel,
    to,
    dueAt: Math.round(now + afterSeconds * 1000),
  }));
  const fallbacks = selected.fallbacks.map(({ channel, to }) => ({ channel, to, dueAt: null }));
  return [...planned, ...fallbacks].map((call, n) => ({ id: `${id}/${n}`, ...call }));
}
