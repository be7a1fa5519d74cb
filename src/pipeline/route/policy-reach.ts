import type { EscalationPolicy } from '../../domain/rules.js';
import type { Severity } from '../../domain/severity.js';
import type { RuleIndex } from './rule-index.js';
import { selectPeople } from './select-people.js';
import { urgencyOf } from './urgency.js';

/** A made-up failing check that belongs to nothing but this service. */
export interface Probe {
  /** Null: a check of no service. */
  readonly service: string | null;
  readonly severity: Severity;
  readonly policy: EscalationPolicy;
}

/** Places (0-based) of the steps of the probe's policy that reach somebody at an instant. */
export function reachingSteps(index: RuleIndex, probe: Probe, now: number): readonly number[] {
  const { service, severity, policy } = probe;
  const urgency = urgencyOf(index, service, severity) === 'high' ? 'high' : 'low';
  const checks = [{ source: '', host: null, check: null, severity, labels: {}, service }];
  return [...policy.steps.keys()].filter((place) => {
    const targets = policy.steps[place]?.page ?? [];
    return selectPeople(index, { checks, service, targets, urgency, now }).people.length > 0;
  });
}
