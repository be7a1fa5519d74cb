import type { Rules } from '../../src/domain/rules.js';
import { story } from '../pipeline/decide/evening.js';
import { buildRules } from '../pipeline/route/rules-builder.js';

export const smsFirst = {
  notify: { high: [{ via: 'sms', afterSeconds: 0 }], low: [{ via: 'email', afterSeconds: 0 }] },
} as const;

/** Roan alone is paged, by SMS; mail is what is left when that fails. Ariel after 15 minutes. */
export function roanAlone(change: Partial<Rules> = {}): Rules {
  const rules = buildRules({
    ...story,
    people: { roan: smsFirst, ariel: smsFirst, daniel: { ...smsFirst, roles: ['ops'] } },
    groups: { ops: ['daniel'], 'parsoid-team': ['roan'] },
    subscriptions: [{ who: ['roan'], scope: { kind: 'all' } }],
  });
  return { ...rules, ...change };
}
