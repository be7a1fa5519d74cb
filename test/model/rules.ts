import type { Channel } from '../../src/domain/channel.js';

export const SERVICES = ['Parsoid', 'MySQL'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Two checks of each service. */
export const CHECKS = ['wtp1', 'wtp2', 'db1', 'db2'] as const;
export type CheckName = (typeof CHECKS)[number];

export function serviceOf(check: CheckName): ServiceName {
  return check.startsWith('wtp') ? 'Parsoid' : 'MySQL';
}

/** How each wants to be called: the channels, with minutes after the page. */
export const PEOPLE: Readonly<Record<string, readonly (readonly [channel: Channel, afterMinutes: number])[]>> = {
  daniel: [
    ['sms', 0],
    ['email', 5],
  ],
  ann: [['sms', 0]],
  ben: [['email', 0]],
  cid: [
    ['sms', 0],
    ['email', 0],
  ],
  lea: [['sms', 0]],
};

/** Turns of duty begin at midnight of 2013-04-18, UTC, and last six hours. */
export const TURNS_BEGIN = Date.parse('2013-04-18T00:00:00Z');
export const TURN_MS = 6 * 3_600_000;

/** What a set of rules says, as far as the model needs it. */
export interface RulesTable {
  /** They take turns in the schedule `duty`. */
  readonly turns: readonly string[];
  /** Whom each step pages, so many minutes after the one before. */
  readonly steps: readonly (readonly [afterMinutes: number, whom: 'duty' | 'subscribers' | 'lea'])[];
  readonly repeat: number;
  readonly ackTimeoutMinutes: number;
  /** Who is subscribed to one service; daniel is to all. */
  readonly subscribed: Readonly<Record<ServiceName, readonly string[]>>;
}

/** Two sets that follow one another by reloads. */
export const RULES: readonly [RulesTable, RulesTable] = [
  {
    turns: ['ann', 'ben'],
    steps: [
      [0, 'duty'],
      [15, 'lea'],
    ],
    repeat: 1,
    ackTimeoutMinutes: 60,
    subscribed: { Parsoid: [], MySQL: [] },
  },
  {
    turns: ['ben', 'cid', 'ann'],
    steps: [
      [0, 'subscribers'],
      [4, 'duty'],
      [12, 'lea'],
    ],
    repeat: 0,
    ackTimeoutMinutes: 40,
    subscribed: { Parsoid: [], MySQL: ['cid'] },
  },
];

/** The same as a rules file. */
export function rulesFile({ turns, steps, repeat, ackTimeoutMinutes, subscribed }: RulesTable): string {
  const people = Object.entries(PEOPLE).map(([name, calls], n) => {
    const methods = calls.map(([via, after]) => (after === 0 ? via : `{ via: ${via}, after: ${after}m }`));
    const sms = calls.some(([channel]) => channel === 'sms') ? `sms: "+1202555014${n}", ` : '';
    return `  ${name}: { ${sms}email: ${name}@example.org, shiftMails: off, notify: { high: [${methods.join(', ')}], low: [email] } }`;
  });
  const more = Object.entries(subscribed).flatMap(([service, names]) =>
    names.map((name) => `  - { who: ${name}, to: ${service.toLowerCase()} }`),
  );
  return `
people:
${people.join('\n')}
schedules:
  duty: { timezone: UTC, rotations: [{ members: [${turns.join(', ')}], every: 6h, startsAt: ${new Date(TURNS_BEGIN).toISOString()} }] }
services:
  parsoid: { name: Parsoid, match: [{ host: "wtp*" }] }
  mysql: { name: MySQL, match: [{ host: "db*" }] }
subscriptions:
  - { who: daniel, to: all }
${more.join('\n')}
escalationPolicies:
  default:
    steps: [${steps.map(([after, whom]) => `{ after: ${after}m, page: ${whom} }`).join(', ')}]
    repeat: ${repeat}
    ackTimeout: ${ackTimeoutMinutes}m
limits: { sms: off, email: off }
`;
}
