import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import { normalizeAlert } from '../../../src/pipeline/normalize/normalize-alert.js';
import { icingaSource } from '../../../src/sources/icinga/index.js';
import { formRequest, jsonRequest, parseOne, readEnvFixture, readJsonFixture } from '../read-fixture.js';

const now = Date.parse('2026-11-22T09:00:00Z');
const output = 'CRITICAL - Überlastung: "504" on https://web1.example.org/; $HOME `id` $(id) it\'s 50% <b>';
const furtherOutput = 'second line: stack trace\n\tthird line with tab & \\n literal';
const web = {
  checkKey: 'icinga/web1.example.org!https',
  source: 'icinga',
  host: 'web1.example.org',
  check: 'https',
  service: null,
  failing: true,
  severity: 'critical',
  sourceState: 'CRITICAL',
  downtimeDepth: 0,
  author: null,
  comment: null,
  spooled: false,
  audience: 'subscribers',
} as const;
const webHost = { ...web, checkKey: 'icinga/web1.example.org', check: null, sourceState: 'DOWN', downtimeDepth: null };
const well = { ...web, failing: false, severity: 'info', sourceState: 'OK' } as const;
const problem = { ...web, kind: 'problem' } as const;

type Expected = Partial<Alert>;

const icinga2: readonly (readonly [string, Expected])[] = [
  [
    'host-acknowledgement',
    {
      ...webHost,
      kind: 'acknowledgement',
      at: 1795335672000,
      author: 'router',
      comment: 'ACK by +12025550101 via SMS',
    },
  ],
  ['host-problem-no-service-macros', { ...webHost, kind: 'problem', at: 1795335672000 }],
  [
    'service-acknowledgement-multiline-comment',
    { ...web, kind: 'acknowledgement', at: 1795335653000, author: 'jdoe', comment: 'On it — "looking" $(now) line2' },
  ],
  ['service-custom', { ...web, kind: 'custom', author: 'icingaadmin', comment: 'custom & test' }],
  ['service-downtimeend-after-removal', { ...web, kind: 'maintenance-end', author: 'jdoe', comment: 'kernel upgrade' }],
  [
    'service-downtimestart',
    { ...web, kind: 'maintenance-start', downtimeDepth: 1, author: 'jdoe', comment: 'kernel upgrade' },
  ],
  ['service-flappingend', { ...well, kind: 'flapping-end', summary: 'steady ok', stateSince: 1795335739000 }],
  ['service-flappingstart-state-ok', { ...well, kind: 'flapping-start', summary: 'flap 5' }],
  ['service-problem-8000-byte-output', { ...problem, at: 1795335743000, stateSince: 1795335743000 }],
  [
    'service-problem-control-characters',
    { ...problem, summary: 'CRIT ctrl bell red zero 🔥 fire gnp', details: 'crlf' },
  ],
  ['service-problem-empty-output', { ...problem, summary: 'CRITICAL, no output', details: '' }],
  [
    'service-problem-unicode-quotes-multiline',
    { ...problem, at: 1795335653000, stateSince: 1795335652000, summary: output, details: furtherOutput },
  ],
  ['service-recovery', { ...well, kind: 'recovery', at: 1795335670000, summary: 'OK - HTTP 200' }],
];

const db = {
  checkKey: 'icinga/db3.example.org!MySQL slave lag',
  host: 'db3.example.org',
  check: 'MySQL slave lag',
  failing: true,
  severity: 'critical',
  sourceState: 'CRITICAL',
  at: 1369340045000,
  stateSince: 1369339923000,
  labels: { hostgroups: 'mysql,eqiad', 'hostgroups:mysql': 'yes', 'hostgroups:eqiad': 'yes' },
  author: null,
  comment: null,
} as const;
const dbHost = { ...db, checkKey: 'icinga/db3.example.org', check: null, stateSince: null } as const;

const icinga1: readonly (readonly [string, Expected])[] = [
  [
    'host-downtimecancelled',
    { ...dbHost, kind: 'maintenance-end', failing: false, severity: 'info', sourceState: 'UP', summary: 'PING OK' },
  ],
  ['host-problem-no-service', { ...dbHost, kind: 'problem', sourceState: 'DOWN' }],
  ['service-acknowledgement', { ...db, kind: 'acknowledgement', author: 'jdoe', comment: 'on it, see ticket 4711' }],
  ['service-flappingstop', { ...db, kind: 'flapping-end', failing: false, severity: 'info', sourceState: 'OK' }],
  [
    'service-output-raw-in-environment',
    {
      ...db,
      kind: 'problem',
      checkKey: 'icinga/db3.example.org!HTTP 5xx/min',
      check: 'HTTP 5xx/min',
      summary: 'CRITICAL: {"status":503,"url":"https://db3.example.org/?a=1&b=2"} `uptime` $(id) it\'s 5xx > 100',
      details: 'line two:\nline three: stack trace\n  at frame 1 <init>',
    },
  ],
  ['service-problem-nagios', { ...db, kind: 'problem', summary: 'CRIT replication lag 1843 seconds', details: '' }],
  ['service-problem', { ...db, kind: 'problem', summary: 'CRIT replication lag 1843 seconds', details: '' }],
  [
    'service-unicode-latin1-mix',
    {
      ...db,
      kind: 'problem',
      checkKey: 'icinga/db3.example.org!Réplication MySQL',
      check: 'Réplication MySQL',
      summary: 'CRITIQUE – décalage 1843 s',
    },
  ],
];

describe('icinga fixtures', () => {
  it.each(icinga2)('icinga2/%s normalizes as the contract says', (name, expected) => {
    const request = jsonRequest(readJsonFixture(`icinga2/${name}.json`).macros);

    const alert = normalizeAlert(parseOne(icingaSource, request), { source: 'icinga', now });

    expect(alert).toMatchObject(expected);
    expect(alert.labels).toEqual({
      hostgroups: 'web',
      'hostgroups:web': 'yes',
      dc: 'eqiad',
      tags: 'prod,edge',
      'tags:prod': 'yes',
      'tags:edge': 'yes',
      ...(alert.check === null ? {} : { severity: 'page' }),
    });
  });

  it.each(icinga1)('icinga1/%s normalizes as the contract says, as a form and as JSON', (name, expected) => {
    const macros = readEnvFixture(`icinga1/${name}.env`);

    const drafts = [formRequest(macros), jsonRequest(macros)].map((request) => parseOne(icingaSource, request));

    const [alert, again] = drafts.map((draft) => normalizeAlert(draft, { source: 'icinga', now }));
    expect(alert).toMatchObject(expected);
    expect(again).toEqual(alert);
  });

  it('icinga2/sequence: four messages in one request keep their order, states and one check', () => {
    const parsed = icingaSource.parse(
      jsonRequest(readJsonFixture('icinga2/sequence-warning-critical-unknown-ok.json').notifications),
    );

    const alerts =
      parsed.kind === 'drafts' ? parsed.drafts.map((draft) => normalizeAlert(draft, { source: 'icinga', now })) : [];
    expect(alerts.map(({ kind, severity, failing }) => [kind, severity, failing])).toEqual([
      ['problem', 'warning', true],
      ['problem', 'critical', true],
      ['problem', 'error', true],
      ['recovery', 'info', false],
    ]);
    expect(new Set(alerts.map(({ checkKey }) => checkKey))).toEqual(new Set(['icinga/web1.example.org!https']));
    expect(new Set(alerts.map(({ eventKey }) => eventKey)).size).toBe(4);
  });

  it('cuts an output of 8,000 bytes to a summary and keeps the rest in the details', () => {
    const macros = readJsonFixture('icinga2/service-problem-8000-byte-output.json').macros;

    const alert = normalizeAlert(parseOne(icingaSource, jsonRequest(macros)), { source: 'icinga', now });

    expect(alert.summary).toHaveLength(1024);
    expect(alert.summary.endsWith('A…')).toBe(true);
    expect(alert.details.length).toBeGreaterThan(7900);
    expect(alert.details.length).toBeLessThanOrEqual(8000);
  });

  it('covers every pushed sample of both folders', () => {
    const notPushed = ['command-line-arguments', 'event-stream', 'rest-api-exchanges', 'sequence-'];
    const files = ['icinga1', 'icinga2'].flatMap((folder) =>
      readdirSync(join(import.meta.dirname, '../../fixtures', folder)).map((file) => file.replace(/\.[a-z]+$/, '')),
    );

    const pushed = files.filter((file) => !notPushed.some((start) => file.startsWith(start)));

    expect(pushed.sort()).toEqual([...icinga1, ...icinga2].map(([name]) => name).sort());
  });
});
