import type { RulesFault } from '../../domain/rules.js';
import { faultAt } from './fault.js';
import type { RuleIndex } from './rule-index.js';

/** A warning for two services that match the very same checks with the same precedence: only the name decides then. */
export function checkOverlaps(index: RuleIndex): readonly RulesFault[] {
  const first = new Map<string, string>();
  const pairs = new Map<string, string | null>();
  for (const { name, match, precedence, origin = null } of index.services) {
    for (const matcher of match) {
      const key = `${precedence} ${canonical(matcher)}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, name);
      else if (other !== name) pairs.set(`${other} and ${name}`, origin);
    }
  }
  return [...pairs].map(([pair, origin]) => {
    const message = `services ${pair} match the same checks: give one of them a higher precedence`;
    return faultAt(origin, message, 'warning');
  });
}

/** Equal for equal matchers, whatever the order of their fields and lists. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .map(([name, field]) => `${name}:${canonical(field)}`)
    .sort()
    .join()}}`;
}
