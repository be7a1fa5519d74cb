import type { Rules } from '../../domain/rules.js';
import { defaultUrgency } from '../../domain/severity.js';
import { compileRules, type RuleIndex } from '../../pipeline/route/rule-index.js';
import type { DueRef } from '../../ports-ledger.js';

/** Who is paged by the canary: nobody. No rules file can name this address, for it is no phone number. */
const canary = 'canary';

/** The contact method of the canary as a due thing, as it travels through the queue. */
export const canaryMethod: DueRef = { kind: 'method', key: `sms:${canary}` };

/** Whether a wake-up of the queue is the canary's. */
export function isCanary(ref: DueRef): boolean {
  return ref.kind === 'method' && canaryMethod.kind === 'method' && ref.key === canaryMethod.key;
}

/** Rules of one service, subscribed to by one who is nobody. */
export function canaryRules(): RuleIndex {
  return compileRules(rules);
}

const atOnce = [{ via: 'sms' as const, afterSeconds: 0 }];

const rules: Rules = {
  hash: canary,
  people: new Map([
    [
      canary,
      {
        name: canary,
        displayName: canary,
        timezone: 'UTC',
        sms: [canary],
        email: [],
        notify: { high: atOnce, low: atOnce },
        roles: [],
        limits: {},
        shiftMails: false,
        quiet: null,
        tell: { taken: [], over: ['sms'] },
      },
    ],
  ]),
  groups: new Map(),
  schedules: new Map(),
  hours: new Map(),
  services: new Map([
    [
      canary,
      {
        name: canary,
        displayName: canary,
        match: [{ source: canary }],
        except: [],
        owners: [],
        groupBy: 'check',
        urgency: defaultUrgency,
        precedence: 0,
        escalation: 'default',
        runbook: null,
        dependsOn: [],
      },
    ],
  ]),
  sources: new Map(),
  subscriptions: [
    {
      origin: canary,
      who: [canary],
      scope: { kind: 'services', services: [canary] },
      optOut: false,
      severity: null,
      hours: null,
      via: null,
      afterSeconds: 0,
    },
  ],
  escalationPolicies: new Map([
    [
      'default',
      {
        name: 'default',
        steps: [{ afterSeconds: 0, page: [{ kind: 'subscribers' }] }],
        repeat: 0,
        ackTimeoutSeconds: 3600,
        returnsWithinSeconds: 0,
      },
    ],
  ]),
  limits: { sms: [], email: [] },
  maintenance: [],
  expectations: [],
};
