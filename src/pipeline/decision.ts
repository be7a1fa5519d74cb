import type { AccountedAlert, Alert } from '../domain/alert.js';
import type { CheckRecord, CheckState } from '../domain/check.js';
import type { Incident, TimelineEntry } from '../domain/incident.js';
import type { HeldBy } from '../domain/maintenance-window.js';
import type { Page } from '../domain/page.js';
import type { RuleIndex } from './route/rule-index.js';
import type { ParentIncident } from './suppress/held-by-parent.js';
import type { WindowIndex } from './suppress/window-index.js';

/** Everything a decision depends on. */
export interface Case {
  /** Alerts of one incident, oldest first; empty: only the clock has moved. */
  readonly alerts: readonly Alert[];
  /** The open incident that they belong to, or null. */
  readonly incident: Incident | null;
  /** Records of the checks of the alerts, and of the incident's checks where it ends. */
  readonly records: ReadonlyMap<string, CheckRecord | null>;
  readonly index: RuleIndex;
  readonly windows: WindowIndex;
  /** UTC ms. */
  readonly now: number;
  /** Open incidents of what its service depends on, the nearest first. */
  readonly parents?: readonly ParentIncident[];
  /** Every page of the step fired last has failed: the next step goes at once. */
  readonly stepFailed?: boolean;
}

/** What is to be written and whom it pages. */
export interface Decision {
  /** The incident afterwards; null: none is touched, the alerts are only recorded. */
  readonly incident: Incident | null;
  /** Only the checks that changed. */
  readonly checks: readonly CheckState[];
  /** Only the records that changed. */
  readonly records: ReadonlyMap<string, CheckRecord>;
  readonly alerts: readonly AccountedAlert[];
  readonly timeline: readonly TimelineEntry[];
  readonly pages: readonly Page[];
  readonly cancel: string | null;
  /** What windows kept from people. */
  readonly held?: readonly HeldBy[];
  /** With which incident it is held from now on, or still, and the line that tells that one of it where it is new. */
  readonly parent?: { readonly id: string; readonly line: TimelineEntry | null } | null;
  /** It has become, or ceased to be, what others are held with: those are to be decided again. */
  readonly wakesDependents?: boolean;
  /** When the incident must be looked at again, UTC ms. */
  readonly dueAt: number | null;
}
