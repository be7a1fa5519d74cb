import type { EscalationPolicy, StepTarget } from '../../domain/rules.js';
import type { Known } from './entries.js';
import type { PolicyEntry } from './schema/policies.js';

const ACK_TIMEOUT_SECONDS = 3600;
const RETURNS_WITHIN_SECONDS = 1800;

/** What pages where the files define no `default`: the subscribers at once, all-pages people after 15 minutes. */
export const defaultPolicy: EscalationPolicy = {
  name: 'default',
  steps: [
    { afterSeconds: 0, page: [{ kind: 'subscribers' }] },
    { afterSeconds: 900, page: [{ kind: 'all-pages' }] },
  ],
  repeat: 2,
  ackTimeoutSeconds: ACK_TIMEOUT_SECONDS,
  returnsWithinSeconds: RETURNS_WITHIN_SECONDS,
};

/** A policy of the files, defaults filled in. */
export function buildPolicy({ name, origin }: Known, entry: PolicyEntry): EscalationPolicy {
  return {
    name,
    origin,
    steps: entry.steps.map(({ after, page }) => ({ afterSeconds: after ?? 0, page: page.map(target) })),
    repeat: entry.repeat ?? 2,
    ackTimeoutSeconds: entry.ackTimeout ?? ACK_TIMEOUT_SECONDS,
    returnsWithinSeconds: entry.returnsWithin ?? RETURNS_WITHIN_SECONDS,
  };
}

function target(name: string): StepTarget {
  if (name === 'subscribers' || name === 'owners' || name === 'all-pages') return { kind: name };
  return { kind: 'name', name };
}
