import type { CheckFacts } from '../../domain/check.js';
import type { Incident, IncidentHead, TimelineEntry } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { EscalationPolicy } from '../../domain/rules.js';
import type { RuleIndex } from '../route/rule-index.js';

/** A decision in the making: each stage returns the next one. */
export interface Progress {
  readonly incident: Incident;
  readonly pages: readonly Page[];
  readonly timeline: readonly TimelineEntry[];
  /** Why unclaimed pages are taken back; null: they stand. */
  readonly cancel: string | null;
}

/** What paging decisions look at. */
export interface PagingContext {
  readonly index: RuleIndex;
  readonly policy: EscalationPolicy;
  /** The failing checks that nothing covers. */
  readonly facts: readonly CheckFacts[];
  readonly now: number;
  /** Set when a window lets pages out by email only. */
  readonly lowered: IncidentHead['suppressed'];
}

/**
 * `progress` with its incident as it is now, and further pages and lines. The incident comes whole, `{ ...incident, step: 2 }`: to
 * lay one object over another costs twenty times as much.
 */
export function proceed(
  progress: Progress,
  incident: Incident,
  { pages, timeline }: { readonly pages?: readonly Page[]; readonly timeline?: readonly TimelineEntry[] } = {},
): Progress {
  return {
    incident,
    pages: pages === undefined ? progress.pages : [...progress.pages, ...pages],
    timeline: timeline === undefined ? progress.timeline : [...progress.timeline, ...timeline],
    cancel: progress.cancel,
  };
}
