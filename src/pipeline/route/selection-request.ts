import type { CheckFacts } from '../../domain/check.js';
import type { StepTarget } from '../../domain/rules.js';

/** Whom one step of an incident is to page, and when. */
export interface SelectionRequest {
  /** The failing checks that nothing covers. */
  readonly checks: readonly CheckFacts[];
  /** The service that owns the incident, for `owners`. */
  readonly service: string | null;
  readonly targets: readonly StepTarget[];
  readonly urgency: 'high' | 'low';
  /** UTC ms. */
  readonly now: number;
  /** Checks of the rules: nobody stands in for a schedule in which nobody is on call. */
  readonly strict?: boolean | undefined;
}
