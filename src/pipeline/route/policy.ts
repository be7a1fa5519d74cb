import type { Audience } from '../../domain/alert.js';
import type { EscalationPolicy } from '../../domain/rules.js';
import type { RuleIndex } from './rule-index.js';

/** Alerts about the router itself: ops at once, and no more steps. */
const opsPolicy: EscalationPolicy = {
  name: 'ops',
  steps: [{ afterSeconds: 0, page: [{ kind: 'ops' }] }],
  repeat: 0,
  ackTimeoutSeconds: 3600,
  returnsWithinSeconds: 0,
};

/** Where even `default` is missing, which the rules check refuses: subscribers at once. */
const lastResort: EscalationPolicy = {
  name: 'default',
  steps: [{ afterSeconds: 0, page: [{ kind: 'subscribers' }] }],
  repeat: 0,
  ackTimeoutSeconds: 3600,
  returnsWithinSeconds: 0,
};

/** The policy of an incident: of its owning service, else `default`; of an incident for ops, ops at once. */
export function policyFor(
  index: RuleIndex,
  incident: { readonly service: string | null; readonly audience: Audience },
): EscalationPolicy {
  if (incident.audience === 'ops') return opsPolicy;
  const { services, escalationPolicies } = index.rules;
  const service = incident.service === null ? undefined : services.get(incident.service);
  const own = service === undefined ? undefined : escalationPolicies.get(service.escalation);
  return own ?? escalationPolicies.get('default') ?? lastResort;
}
