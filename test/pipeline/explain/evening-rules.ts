import type { Alert } from '../../../src/domain/alert.js';
import type { Rules } from '../../../src/domain/rules.js';
import { buildRules, businessHours, type RulesSketch, toService } from '../route/rules-builder.js';

/** 2013-04-18, 16:46 in San Francisco, half an hour later than business hours ended for Mark. */
export const evening = Date.parse('2013-04-19T00:46:00Z');

/** The rules of the story: ops get all pages, the Parsoid team only theirs. */
export function eveningRules(changes: RulesSketch = {}): Rules {
  return buildRules({
    people: { daniel: {}, leslie: {}, roan: {}, gabriel: {}, mark: {}, mia: {}, olga: {} },
    groups: { ops: ['daniel', 'leslie'], 'parsoid-team': ['roan', 'gabriel'], boss: ['olga'] },
    hours: [businessHours],
    services: { parsoid: { match: [{ check: ['LVS*parsoid*', 'Parsoid*'] }] } },
    subscriptions: [
      { who: ['ops'], scope: { kind: 'all' } },
      { who: ['parsoid-team'], scope: toService('parsoid') },
      { who: ['mark'], scope: { kind: 'all' }, severity: ['critical'], hours: 'business', via: ['email'] },
      { who: ['mia'], scope: { kind: 'all' }, afterSeconds: 1800 },
    ],
    policies: {
      default: {
        steps: [
          { afterSeconds: 0, page: [{ kind: 'subscribers' }] },
          { afterSeconds: 900, page: [{ kind: 'name', name: 'boss' }] },
        ],
      },
    },
    maintenance: [
      {
        name: 'parsoid-deploy',
        services: ['parsoid'],
        match: [],
        weekdays: [1, 3],
        atMinutes: 13 * 60,
        timezone: 'America/Los_Angeles',
        lengthSeconds: 1800,
        reason: 'deploy slot',
      },
    ],
    ...changes,
  });
}

export function buildAlert(alert: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    eventKey: 'e1',
    source: 'icinga',
    kind: 'problem',
    audience: 'subscribers',
    checkKey: 'icinga/parsoid.svc!LVS HTTP IPv4 on parsoid',
    host: 'parsoid.svc',
    check: 'LVS HTTP IPv4 on parsoid',
    service: null,
    failing: true,
    severity: 'critical',
    sourceState: 'CRITICAL',
    summary: 'Connection refused',
    details: '',
    labels: {},
    at: evening,
    receivedAt: evening,
    stateSince: null,
    downtimeDepth: 0,
    author: null,
    comment: null,
    link: null,
    spooled: false,
    ...alert,
  };
}
