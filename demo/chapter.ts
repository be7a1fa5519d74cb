import type { Arrival } from './arrivals.js';
import type { ExplanationView, IncidentView } from './stage.js';

/** One incident's end for the table of who got what. */
export interface Chapter {
  readonly title: string;
  readonly arrivals: readonly Arrival[];
  /** As it stood when people were paged. */
  readonly explanation: ExplanationView;
  readonly incident: Pick<IncidentView, 'acknowledgedAt' | 'acknowledgedBy'>;
}
