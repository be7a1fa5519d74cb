import type { CheckState } from './check.js';
import type { Incident } from './incident.js';

/** An incident of which a window kept people from knowing. */
export interface HeldIncident {
  readonly incident: Incident;
  /** Its checks that the window covers and that fail now. */
  readonly failing: readonly CheckState[];
  /** Keys of those whose source is silent: nobody knows whether they still fail. */
  readonly unverified: ReadonlySet<string>;
  /** When one of them last failed, or was last known to fail, UTC ms. */
  readonly lastAt: number;
}

/** What a window holds now. */
export interface WindowStanding {
  /** Messages that it kept back. */
  readonly alerts: number;
  readonly incidents: readonly HeldIncident[];
}
