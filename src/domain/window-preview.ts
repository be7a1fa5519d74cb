import type { Incident } from './incident.js';
import type { MaintenanceWindow } from './maintenance-window.js';

/** A scope that covers more than its author may think. `code` is stable, `text` is a sentence for people. */
export interface ScopeWarning {
  readonly code: 'everything' | 'negated' | 'most-services';
  readonly text: string;
}

/** A check of which the router has heard. */
export interface KnownCheck {
  readonly key: string;
  readonly source: string;
  readonly host: string | null;
  readonly check: string | null;
  readonly failing: boolean;
}

/** One stretch of duty of somebody whom the window would silence; instants are UTC ms. */
export interface TouchedShift {
  readonly schedule: string;
  readonly people: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What a window would do, before it is made. */
export interface WindowPreview {
  /** One sentence: `mutes 14 checks of Parsoid; 2 incidents are open now; parsoid-team and ops would not be paged`. */
  readonly summary: string;
  readonly services: readonly string[];
  /** Services that depend on these: their incidents are held while one of these has an open incident. */
  readonly dependents: readonly string[];
  /** Those that failed within the last 30 days: of others the router has never heard. */
  readonly checks: readonly KnownCheck[];
  /** Open now, with a failing check that it covers. */
  readonly incidents: readonly Incident[];
  readonly people: readonly string[];
  readonly shifts: readonly TouchedShift[];
  /** Other windows at that time on the same services or checks. */
  readonly overlaps: readonly MaintenanceWindow[];
  readonly warnings: readonly ScopeWarning[];
  /** What the request must carry in `confirm`; null: nothing. */
  readonly confirmation: string | null;
}
