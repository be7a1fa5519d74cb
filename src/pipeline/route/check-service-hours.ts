import type { RulesFault } from '../../domain/rules.js';
import { Severity } from '../../domain/severity.js';
import { faultAt } from './fault.js';
import { formatStretches } from './format-stretches.js';
import { policyFor } from './policy.js';
import { type Probe, reachingSteps } from './policy-reach.js';
import type { RuleIndex } from './rule-index.js';
import { urgencyOf } from './urgency.js';
import { type Stretch, stretchesOfWeeks } from './week-moments.js';

/** An error for each service that reaches nobody at some time of the week; checks of no service count as one. */
export function checkServiceHours(index: RuleIndex): readonly RulesFault[] {
  const weeks = stretchesOfWeeks([...index.rules.hours.values()]);
  const services = [...index.rules.services.keys(), null];
  return services.flatMap((service) => checkService(index, service, weeks));
}

function checkService(
  index: RuleIndex,
  service: string | null,
  weeks: readonly (readonly Stretch[])[],
): readonly RulesFault[] {
  const policy = policyFor(index, { service, audience: 'subscribers' });
  const when = new Map<string, string[]>();
  for (const severity of Severity.options) {
    if (urgencyOf(index, service, severity) === 'record') continue;
    const text = silentTimes(index, { service, severity, policy }, weeks);
    if (text !== null) when.set(text, [...(when.get(text) ?? []), severity]);
  }
  const name = service === null ? 'a check of no service' : `service ${service}`;
  const origin = service === null ? null : (index.rules.services.get(service)?.origin ?? null);
  return [...when].map(([text, severities]) =>
    faultAt(origin, `${name} (${severities.join(', ')}) reaches nobody ${text}`, 'error'),
  );
}

/** When the probe reaches nobody, in words, of the first week in which that happens; null: never. */
function silentTimes(index: RuleIndex, probe: Probe, weeks: readonly (readonly Stretch[])[]): string | null {
  const silence = new Map<string, boolean>();
  const isSilent = ({ inForce, startsAt }: Stretch): boolean => {
    const known = silence.get(inForce) ?? reachingSteps(index, probe, startsAt).length === 0;
    silence.set(inForce, known);
    return known;
  };
  for (const [n, week] of weeks.entries()) {
    const bad = week.filter(isSilent);
    if (bad.length === 0) continue;
    const date = n === 0 ? '' : ` (week of ${new Date(week[0]?.startsAt ?? 0).toISOString().slice(0, 10)})`;
    return `${formatStretches(index, week, bad)}${date}`;
  }
  return null;
}
