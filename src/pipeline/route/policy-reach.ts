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
    return selectPeople(index, { checks, service, targets, urgency, now, strict: true }).people.length > 0;
  });
}

/** Every name by which a step of the probe's policy may lead to somebody. */
export function namesFor(index: RuleIndex, { service, policy }: Probe): readonly string[] {
  const { services, subscriptions } = index.rules;
  const owners = (service === null ? undefined : services.get(service)?.owners) ?? [];
  const subscribers = subscriptions.filter(({ optOut, scope }) => {
    if (optOut || scope.kind === 'match') return false;
    return scope.kind !== 'services' || scope.services.some((name) => name === service);
  });
  const targets = policy.steps.flatMap(({ page }) => page);
  const named = targets.flatMap((target) => (target.kind === 'name' ? [target.name] : []));
  return [...named, ...owners, ...subscribers.flatMap(({ who }) => who)];
}
