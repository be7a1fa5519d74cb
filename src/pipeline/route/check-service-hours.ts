import type { RulesFault } from '../../domain/rules.js';
import { Severity } from '../../domain/severity.js';
import { faultAt } from './fault.js';
import { policyFor } from './policy.js';
import { namesFor, reachingSteps } from './policy-reach.js';
import type { RuleIndex } from './rule-index.js';
import { silentTimes } from './silent-times.js';
import { urgencyOf } from './urgency.js';
import type { Week } from './week-moments.js';

/** An error for each service that reaches nobody at some time of the week; checks of no service count as one. */
export function checkServiceHours(index: RuleIndex, weeks: readonly Week[]): readonly RulesFault[] {
  const services = [...index.rules.services.keys(), null];
  return services.flatMap((service) => checkService(index, service, weeks));
}

function checkService(index: RuleIndex, service: string | null, weeks: readonly Week[]): readonly RulesFault[] {
  const policy = policyFor(index, { service, audience: 'subscribers' });
  const when = new Map<string, string[]>();
  for (const severity of Severity.options) {
    if (urgencyOf(index, service, severity) === 'record') continue;
    const probe = { service, severity, policy };
    const reachesSomebody = (at: number) => reachingSteps(index, probe, at).length > 0;
    const text = silentTimes(index, weeks, { reachesSomebody, names: namesFor(index, probe) });
    if (text !== null) when.set(text, [...(when.get(text) ?? []), severity]);
  }
  const name = service === null ? 'a check of no service' : `service ${service}`;
  const origin = service === null ? null : (index.rules.services.get(service)?.origin ?? null);
  return [...when].map(([text, severities]) =>
    faultAt(origin, `${name} (${severities.join(', ')}) reaches nobody ${text}`, 'error'),
  );
}
