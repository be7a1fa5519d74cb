import type { EscalationPolicy, RulesFault } from '../../domain/rules.js';
import { faultAt } from './fault.js';
import { type Probe, reachingSteps } from './policy-reach.js';
import type { RuleIndex } from './rule-index.js';
import type { Week } from './week-moments.js';

/** An error for a policy that never pages anybody, a warning for a step that pages nobody for some service. */
export function checkPolicies(index: RuleIndex, weeks: readonly Week[]): readonly RulesFault[] {
  const moments = momentsOf(weeks);
  return [...index.rules.escalationPolicies.values()].flatMap((policy) => checkPolicy(index, policy, moments));
}

/** One instant for each set of hours and people on call that ever come together. */
function momentsOf(weeks: readonly Week[]): readonly number[] {
  const stretches = weeks.flatMap((week) => week.stretches);
  return [...new Map(stretches.map(({ inForce, startsAt }) => [inForce, startsAt])).values()];
}

function checkPolicy(index: RuleIndex, policy: EscalationPolicy, moments: readonly number[]): readonly RulesFault[] {
  const users = usersOf(index, policy).map((service) => ({
    service,
    steps: stepsEver(index, { service, severity: 'critical', policy }, moments),
  }));
  if (users.every(({ steps }) => steps.size === 0)) {
    return [faultAt(policy.origin ?? null, `escalation policy ${policy.name} pages nobody`, 'error')];
  }
  return [...policy.steps.keys()].flatMap((place) => {
    const without = users
      .filter(({ steps }) => !steps.has(place))
      .map(({ service }) => service ?? 'checks of no service');
    if (without.length === 0) return [];
    const message = `step ${place + 1} of escalation policy ${policy.name} pages nobody for ${without.join(', ')}`;
    return [faultAt(policy.origin ?? null, message, 'warning')];
  });
}

/** Services with this policy; of `default` also the checks of no service, and so for a policy that nothing uses. */
function usersOf(index: RuleIndex, policy: EscalationPolicy): readonly (string | null)[] {
  const users = index.services.filter(({ escalation }) => escalation === policy.name).map(({ name }) => name);
  return policy.name === 'default' || users.length === 0 ? [...users, null] : users;
}

/** Places of the steps that reach somebody at one of these moments. */
function stepsEver(index: RuleIndex, probe: Probe, moments: readonly number[]): ReadonlySet<number> {
  return new Set(moments.flatMap((now) => reachingSteps(index, probe, now)));
}
