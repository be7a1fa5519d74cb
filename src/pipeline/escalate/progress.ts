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

/** `progress` with a changed incident and further pages and lines. */
export function proceed(
  progress: Progress,
  change: Partial<Incident>,
  added: { readonly pages?: readonly Page[]; readonly timeline?: readonly TimelineEntry[] } = {},
): Progress {
  return {
    ...progress,
    incident: { ...progress.incident, ...change },
    pages: [...progress.pages, ...(added.pages ?? [])],
    timeline: [...progress.timeline, ...(added.timeline ?? [])],
  };
}
