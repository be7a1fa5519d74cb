import fc from 'fast-check';
import type { Alert } from '../../../src/domain/alert.js';
import type { WindowEffect } from '../../../src/domain/maintenance-window.js';
import type { RecurringWindow } from '../../../src/domain/rules.js';
import { compileRules, type RuleIndex } from '../../../src/pipeline/route/rule-index.js';
import { buildRules } from '../route/rules-builder.js';
import { minute, second, story } from './evening.js';

const nightly: RecurringWindow = {
  name: 'nightly',
  services: ['parsoid'],
  match: [],
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  atMinutes: 0,
  timezone: 'UTC',
  lengthSeconds: 1200,
  reason: 'deploy slot',
};

/** Rules that follow one another by reloads: the story's; nobody in step 2, a window each night; one short step. */
export const rulesets: readonly RuleIndex[] = [
  compileRules(buildRules(story)),
  compileRules(
    buildRules({
      ...story,
      maintenance: [nightly],
      policies: {
        default: {
          steps: [
            { afterSeconds: 60, page: [{ kind: 'subscribers' }] },
            { afterSeconds: 300, page: [{ kind: 'name', name: 'nobody' }] },
            { afterSeconds: 600, page: [{ kind: 'owners' }] },
          ],
          repeat: 2,
          ackTimeoutSeconds: 1800,
        },
      },
    }),
  ),
  compileRules(
    buildRules({
      ...story,
      services: {
        parsoid: {
          ...story.services?.parsoid,
          urgency: { critical: 'high', error: 'high', warning: 'high', info: 'record' },
        },
      },
      policies: {},
    }),
  ),
];

export const checks = [
  { host: 'wtp1', check: 'load' },
  { host: 'wtp2', check: 'load' },
  { host: 'parsoid.svc', check: 'LVS HTTP IPv4 on parsoid' },
] as const;

export type Step =
  | { readonly kind: 'alert'; readonly alerts: readonly Said[]; readonly waitMs: number }
  | {
      readonly kind: 'acknowledge' | 'resolve' | 'snooze';
      readonly person: string;
      /** Of a snooze. */
      readonly minutes: number;
      readonly waitMs: number;
    }
  | {
      readonly kind: 'window';
      readonly host: string | null;
      readonly startsInMs: number;
      readonly minutes: number;
      readonly effect: WindowEffect;
      readonly waitMs: number;
    }
  | { readonly kind: 'end-windows'; readonly waitMs: number }
  /** One of those that have not ended: sooner or later than it was to end. */
  | { readonly kind: 'move-end'; readonly which: number; readonly minutes: number; readonly waitMs: number }
  | { readonly kind: 'step-failed'; readonly waitMs: number }
  | { readonly kind: 'reload'; readonly to: number; readonly waitMs: number }
  /** No process looked at anything for so long. */
  | { readonly kind: 'outage'; readonly waitMs: number };

export interface Said {
  readonly check: number;
  readonly what:
    | 'problem'
    | 'recovery'
    | 'acknowledgement'
    | 'maintenance-start'
    | 'maintenance-end'
    | 'flapping-end'
    | 'custom';
  readonly severity: Alert['severity'];
  readonly lateMs: number;
  readonly spooled: boolean;
  readonly knowsSince: boolean;
}

const waitMs = fc.oneof(
  fc.constantFrom(0, 1, second, minute, 15 * minute, 60 * minute),
  fc.integer({ min: 0, max: 90 * minute }),
);
const said: fc.Arbitrary<Said> = fc.record({
  check: fc.nat({ max: checks.length - 1 }),
  what: fc.constantFrom(
    'problem',
    'problem',
    'problem',
    'recovery',
    'recovery',
    'acknowledgement',
    'maintenance-start',
    'maintenance-end',
    'flapping-end',
    'custom',
  ),
  severity: fc.constantFrom('critical', 'critical', 'error', 'warning', 'info'),
  lateMs: fc.constantFrom(0, 0, 0, second, 10 * minute),
  spooled: fc.boolean().map((spooled) => spooled),
  knowsSince: fc.boolean(),
});
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('alert'),
      alerts: fc.array(said, { minLength: 1, maxLength: 3 }),
      waitMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('acknowledge'),
      person: fc.constantFrom('roan', 'daniel', 'admin'),
      minutes: fc.constant(0),
      waitMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resolve'),
      person: fc.constantFrom('roan', 'admin'),
      minutes: fc.constant(0),
      waitMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('snooze'),
      person: fc.constantFrom('roan', 'daniel', 'admin'),
      minutes: fc.integer({ min: 1, max: 300 }),
      waitMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('window'),
      host: fc.constantFrom(null, 'wtp1', 'parsoid.svc'),
      startsInMs: fc.constantFrom(0, 0, 0, 5 * minute),
      minutes: fc.integer({ min: 1, max: 60 }),
      effect: fc.constantFrom('suppress', 'suppress', 'email-only'),
      waitMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end-windows'), waitMs }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('move-end'),
      which: fc.nat({ max: 9 }),
      minutes: fc.integer({ min: -30, max: 60 }),
      waitMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('step-failed'), waitMs }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reload'), to: fc.nat({ max: rulesets.length - 1 }), waitMs }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage'), waitMs }) },
);
