import { defaultUrgency, type Severity, type Urgency } from '../../domain/severity.js';
import type { RuleIndex } from './rule-index.js';

/** What a severity asks of people, as the owning service says, else by default. */
export function urgencyOf(index: RuleIndex, service: string | null, severity: Severity): Urgency {
  const owner = service === null ? undefined : index.rules.services.get(service);
  return owner?.urgency[severity] ?? defaultUrgency[severity];
}
