import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formatFault } from '../../../src/config/rules/format-fault.js';
import { loadRules } from '../../../src/config/rules/load-rules.js';
import { goodRules, rulesFolder, SMALLEST } from './rules-folder.js';

describe('loadRules', () => {
  it('fills in the defaults of the format', () => {
    const { rules, faults } = goodRules({
      'a.yaml': `${SMALLEST}\nservices: { parsoid: { match: { host: "wtp*" } } }`,
    });

    expect(faults).toEqual([]);
    expect(rules.people.get('ann')).toEqual({
      name: 'ann',
      origin: expect.stringMatching(/a\.yaml:1$/),
      displayName: 'ann',
      timezone: 'UTC',
      sms: ['+12025550101'],
      email: ['ann@example.org'],
      notify: {
        high: [
          { via: 'sms', afterSeconds: 0 },
          { via: 'email', afterSeconds: 0 },
        ],
        low: [{ via: 'email', afterSeconds: 0 }],
      },
      roles: ['responder'],
      shiftMails: true,
      quiet: null,
      tell: { taken: ['email'], over: ['sms', 'email'] },
      limits: {},
    });
    expect(rules.services.get('parsoid')).toEqual({
      name: 'parsoid',
      origin: expect.stringMatching(/a\.yaml:3$/),
      displayName: 'parsoid',
      match: [{ host: 'wtp*' }],
      except: [],
      owners: [],
      groupBy: 'service',
      urgency: { critical: 'high', error: 'high', warning: 'low', info: 'record' },
      precedence: 0,
      escalation: 'default',
      runbook: null,
      dependsOn: [],
    });
    expect(rules.limits.sms).toHaveLength(4);
    expect(rules.limits.email).toEqual([]);
    expect(rules.escalationPolicies.get('default')).toEqual({
      name: 'default',
      steps: [
        { afterSeconds: 0, page: [{ kind: 'subscribers' }] },
        { afterSeconds: 900, page: [{ kind: 'all-pages' }] },
      ],
      repeat: 2,
      ackTimeoutSeconds: 3600,
      returnsWithinSeconds: 1800,
    });
  });

  it('reads durations, weekdays, times over midnight, limits and instants', () => {
    const { rules } = goodRules({
      'a.yaml': SMALLEST,
      'b.yaml': `
hours: { night: { timezone: Europe/Berlin, weekdays: [fri-mon, mon], times: ["22:00-06:00", "12:00-24:00"] } }
limits: { sms: off, email: [2/1h] }
subscriptions: [{ who: [ann], to: all, after: 1d, hours: night }, { who: ann, to: all, hours: always }]
maintenance: [{ name: w, match: { host: a }, weekdays: wed, at: "13:00", timezone: UTC, for: 90m, reason: r }]
escalationPolicies: { p: { steps: [{ page: [owners, ann] }, { after: 1w, page: all-pages }], repeat: 0, ackTimeout: 2h } }
expectations: [{ name: e, alert: { host: A }, at: "2013-04-18T16:46:00-07:00", pages: { ann: sms }, later: { 30s: ann } }]`,
    });

    expect(rules.hours.get('night')).toMatchObject({
      weekdays: [1, 5, 6, 7],
      times: [
        { from: 1320, to: 360 },
        { from: 720, to: 1440 },
      ],
    });
    expect(rules.limits).toEqual({ sms: [], email: [{ count: 2, seconds: 3600 }] });
    expect(rules.subscriptions.slice(1)).toMatchObject([
      { afterSeconds: 86_400, hours: 'night', who: ['ann'] },
      { afterSeconds: 0, hours: null },
    ]);
    expect(rules.maintenance[0]).toMatchObject({ weekdays: [3], atMinutes: 780, lengthSeconds: 5400, services: [] });
    expect(rules.escalationPolicies.get('p')).toMatchObject({
      steps: [
        { afterSeconds: 0, page: [{ kind: 'owners' }, { kind: 'name', name: 'ann' }] },
        { afterSeconds: 604_800, page: [{ kind: 'all-pages' }] },
      ],
      repeat: 0,
      ackTimeoutSeconds: 7200,
    });
    expect(rules.expectations[0]).toMatchObject({
      alert: { source: 'icinga', host: 'a', severity: 'critical' },
      at: Date.UTC(2013, 3, 18, 23, 46),
      pages: new Map([['ann', ['sms']]]),
      later: new Map([[30, ['ann']]]),
    });
  });

  it.each([
    ['all', { kind: 'all' }],
    ['unmatched', { kind: 'unmatched' }],
    ['parsoid', { kind: 'services', services: ['parsoid'] }],
    ['[parsoid, mysql]', { kind: 'services', services: ['parsoid', 'mysql'] }],
    ['{ host: "lvs*", labels: { dc: eqiad } }', { kind: 'match', match: [{ host: 'lvs*', labels: { dc: 'eqiad' } }] }],
    ['[{ host: a }, { check: ["!b", 1] }]', { kind: 'match', match: [{ host: 'a' }, { check: ['!b', '1'] }] }],
  ])('reads `to: %s`', (to, scope) => {
    const content = `services: { parsoid: {}, mysql: {} }\nsubscriptions: [{ who: ann, to: ${to} }]`;

    const { rules } = goodRules({ 'a.yaml': SMALLEST, 'b.yaml': content });

    expect(rules.subscriptions[1]).toMatchObject({ scope, optOut: false });
  });

  it('knows where each subscription stands', () => {
    const directory = rulesFolder({
      'a.yaml': SMALLEST,
      'b.yaml': 'subscriptions:\n\n  - { who: ann, not: all, via: sms }',
    });

    const loaded = loadRules([directory], {});

    expect(loaded.kind === 'rules' && loaded.rules.subscriptions[1]).toMatchObject({
      origin: `${directory}/b.yaml:3`,
      optOut: true,
      via: ['sms'],
    });
  });

  it('merges directories field by field, so that a private one holds nothing but phone numbers', () => {
    const shown = rulesFolder({ 'people.yaml': 'people: { ann: { name: Ann, email: ann@example.org } }\nservices:\n' });
    const hidden = rulesFolder({ 'phones.yml': 'people: { ann: { sms: "+1 (202) 555-0101" } }', 'README.md': '{[' });
    const rest = rulesFolder({ 'who.yaml': 'subscriptions: [{ who: ann, to: all }]', '.hidden.yaml': '{[' });

    const loaded = loadRules([shown, hidden, rest], {});

    expect(loaded.faults).toEqual([]);
    expect(loaded.kind === 'rules' && loaded.rules.people.get('ann')).toMatchObject({
      displayName: 'Ann',
      sms: ['+12025550101'],
      email: ['ann@example.org'],
    });
  });

  it('shows both places of a field that is given twice', () => {
    const one = rulesFolder({ 'a.yaml': `${SMALLEST}\n` });
    const other = rulesFolder({ 'b.yaml': 'people:\n  ann:\n    sms: "+12025550109"' });

    const loaded = loadRules([one, other], {});

    expect(loaded.kind).toBe('broken');
    expect(loaded.faults.map(formatFault)).toEqual([
      `${other}/b.yaml:3: \`people.ann.sms\` is given twice: here and in ${one}/a.yaml:1; keep one of them`,
    ]);
  });

  it('puts the lists of several files behind each other in file-name order', () => {
    const first = rulesFolder({
      '20.yaml': 'subscriptions: [{ who: ann, to: all, after: 2m }]',
      '30.yaml': 'subscriptions: [{ who: ann, to: all, after: 3m }]',
    });
    const second = rulesFolder({ '10.yaml': SMALLEST });

    const loaded = loadRules([first, second], {});

    expect(loaded.kind === 'rules' && loaded.rules.subscriptions.map(({ afterSeconds }) => afterSeconds)).toEqual([
      0, 120, 180,
    ]);
  });

  it('resolves references to the environment and to files, and counts their values into the hash', () => {
    const secrets = rulesFolder({ phone: '+12025550177\n' });
    const content = (end: string) =>
      `people: { ben: { sms: "\${file:${secrets}/phone}", email: "ben@\${env:DOMAIN}" } }${end}`;
    const files = { 'a.yaml': SMALLEST, 'b.yaml': content('\nsubscriptions: [{ who: ben, to: all }]') };

    const here = goodRules(files, { DOMAIN: 'example.org' });
    const there = goodRules(files, { DOMAIN: 'example.com' });

    expect(here.rules.people.get('ben')).toMatchObject({ sms: ['+12025550177'], email: ['ben@example.org'] });
    expect(here.secretFiles).toEqual([`${secrets}/phone`]);
    expect(there.rules.hash).not.toBe(here.rules.hash);
  });

  it('gives equal rules in other directories the same hash', () => {
    const files = { 'a.yaml': SMALLEST };

    expect(goodRules(files).rules.hash).toBe(goodRules(files).rules.hash);
  });

  it('lets groups and schedules stand for their people in the pages of an expectation', () => {
    const { faults } = goodRules({
      'a.yaml': SMALLEST,
      'b.yaml': [
        'people: { ben: { email: ben@example.org } }',
        'schedules: { duty: { timezone: UTC, rotations: [{ members: [ann, ben], every: 1d, startsAt: 2013-04-18T00:00:00Z }] } }',
        'groups: { in: { members: [ann] }, out: { members: [in] } }',
        'subscriptions: [{ who: ben, to: all, severity: [warning] }]',
        'expectations:',
        '  - { name: group, alert: {}, at: 2013-04-18T23:46:00Z, pages: [out] }',
        '  - { name: schedule, alert: {}, at: 2013-04-18T23:46:00Z, pages: [duty] }',
      ].join('\n'),
    });

    expect(faults).toEqual([]);
  });

  it('reads schedules: rotations in layers, and those that follow', () => {
    const { rules } = goodRules({
      'a.yaml': SMALLEST,
      'b.yaml': [
        'people: { ben: { email: ben@example.org, shiftMails: off } }',
        'hours: { day: { timezone: UTC, times: ["08:00-20:00"] } }',
        'schedules:',
        '  duty:',
        '    timezone: Europe/Berlin',
        '    rotations:',
        '      - { members: [ann, ben], every: 1mo, startsAt: 2013-04-18T00:00:00Z, endsAt: 2063-01-01T00:00:00Z, hours: day }',
        '      - { members: ben, every: 8h, startsAt: 2013-04-18T00:00:00+02:00, hours: always }',
        '  second: { follows: duty }',
        'subscriptions: [{ who: [duty, second], to: all }]',
      ].join('\n'),
    });

    expect(rules.people.get('ben')).toMatchObject({ shiftMails: false });
    expect(rules.schedules.get('duty')).toEqual({
      name: 'duty',
      origin: expect.stringMatching(/b\.yaml:4$/),
      timezone: 'Europe/Berlin',
      rotations: [
        {
          members: ['ann', 'ben'],
          every: { count: 1, unit: 'months' },
          startsAt: Date.UTC(2013, 3, 18),
          endsAt: Date.UTC(2063, 0, 1),
          hours: 'day',
        },
        {
          members: ['ben'],
          every: { count: 8, unit: 'hours' },
          startsAt: Date.UTC(2013, 3, 17, 22),
          endsAt: null,
          hours: null,
        },
      ],
      follows: null,
    });
    expect(rules.schedules.get('second')).toMatchObject({ timezone: 'Europe/Berlin', rotations: [], follows: 'duty' });
  });

  it.each([
    [
      'a directory that is missing',
      (directory: string) => [`${directory}/none`],
      /none: cannot read the directory: ENOENT/,
    ],
    [
      'a directory without rules',
      (directory: string) => [directory],
      /no rules here: a directory holds at least one file ending in \.yaml/,
    ],
  ])('refuses %s', (_, directories, message) => {
    const loaded = loadRules(directories(rulesFolder({})), {});

    expect(loaded.kind).toBe('broken');
    expect(loaded.faults.map(formatFault).join()).toMatch(message);
  });

  it('refuses a file that is not UTF-8', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    writeFileSync(join(directory, 'b.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));

    const loaded = loadRules([directory], {});

    expect(loaded.faults.map(formatFault).join()).toMatch(/b\.yaml: cannot read the file as UTF-8 text/);
  });

  it('refuses rules by which a page could reach nobody', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST.replace('to: all', 'to: all, severity: critical') });
    mkdirSync(join(directory, 'folder.yaml.d'));

    const loaded = loadRules([directory], {});

    expect(loaded.kind).toBe('broken');
    expect(loaded.faults.map(formatFault).join()).toMatch(/add a subscription/);
  });
});
