import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './rules-folder.js';

describe('faults of rules files', () => {
  it.each([
    [
      'a field with a typing error',
      'people:\n  ben:\n    emial: ben@example.org',
      'x.yaml:3: unknown field `emial`; did you mean `email`?',
    ],
    ['an unknown top-level key', 'service: {}', 'x.yaml:1: unknown top-level key `service`; did you mean `services`?'],
    [
      'a group with an unknown member',
      'groups:\n  ops:\n    members:\n      - ann\n      - anm',
      'x.yaml:5: unknown person, group or schedule `anm`; did you mean `ann`?',
    ],
    [
      'an unknown owner, letters swapped',
      'groups: { parsoid-team: { members: [ann] } }\nservices:\n  parsoid:\n    owners: [parsiod-team]',
      'x.yaml:4: unknown person, group or schedule `parsiod-team`; did you mean `parsoid-team`?',
    ],
    [
      'an unknown service',
      'services: { parsoid: {} }\nsubscriptions:\n  - { who: ann, to: parsoyd }',
      'x.yaml:3: unknown service `parsoyd`; did you mean `parsoid`?',
    ],
    [
      'unknown hours',
      'subscriptions: [{ who: ann, to: all, hours: office }]',
      'x.yaml:1: unknown hours `office`; known: always',
    ],
    [
      'an unknown policy',
      'services:\n  a: { escalation: defualt }',
      'x.yaml:2: unknown escalation policy `defualt`; did you mean `default`?',
    ],
    [
      'an unknown step target',
      'escalationPolicies:\n  p:\n    steps:\n      - page: subscriber',
      'x.yaml:4: unknown step target `subscriber`; did you mean `subscribers`?',
    ],
    [
      'an unknown window in an expectation',
      'expectations:\n  - { name: e, alert: { host: a }, at: 2013-04-18T23:46:00Z, pages: [ann], maintenance: [w] }',
      'x.yaml:2: unknown maintenance window `w`',
    ],
    [
      'an unknown source',
      'sources:\n  icing: { expectEvery: 10m }',
      'x.yaml:2: unknown source `icing`; did you mean `icinga`?',
    ],
    [
      'a source expected more often than it can be heard',
      'sources:\n  icinga: { expectEvery: 30s }',
      'x.yaml:2: `30s`: expected a minute or more, such as 10m, at least twice the time between two heartbeats',
    ],
    [
      'a number that is not E.164',
      'people:\n  ben: { sms: "0155501" }',
      'x.yaml:2: expected a number in the form +12025550143 (E.164)',
    ],
    [
      'an address that is not one',
      'people:\n  ben: { email: ben }',
      'x.yaml:2: expected an email address such as roan@example.org',
    ],
    [
      'an unknown zone',
      'hours:\n  day: { timezone: Mars/Olympus }',
      'x.yaml:2: `Mars/Olympus`: expected a time zone of the IANA list such as UTC or America/Los_Angeles',
    ],
    [
      'a weekday that is none',
      'hours:\n  day: { timezone: UTC, weekdays: [mon-fry] }',
      'x.yaml:2: `mon-fry`: expected a weekday or a range of them: mon tue wed thu fri sat sun, such as mon-fri',
    ],
    [
      'a range of times that is none',
      'hours:\n  day: { timezone: UTC, times: ["9-17"] }',
      'x.yaml:2: `9-17`: expected a range of times such as "09:00-17:00" or, past midnight, "22:00-06:00"',
    ],
    ['a missing field', 'hours:\n  day: { weekdays: mon }', 'x.yaml:2: `timezone` is missing'],
    [
      'a duration without unit',
      'escalationPolicies:\n  p:\n    steps: [{ page: ann }]\n    ackTimeout: 60',
      'x.yaml:4: `60`: expected a duration such as 30s, 10m, 2h, 1d or 1w',
    ],
    [
      'a later step without delay',
      'escalationPolicies:\n  p:\n    steps:\n      - page: ann\n      - page: ann',
      'x.yaml:5: a step after the first says how long it waits: add `after`, such as after: 15m',
    ],
    [
      'a limit that is none',
      'limits:\n  sms: [1/1m, 5/x]',
      'x.yaml:2: `5/x`: expected a limit such as 5/15m: at most 5 in 15 minutes',
    ],
    [
      'an instant without offset',
      'expectations:\n  - name: e\n    alert: { host: a }\n    at: 2013-04-18T23:46:00\n    pages: [ann]',
      'x.yaml:4: `2013-04-18T23:46:00`: expected an instant with offset such as 2013-04-18T23:46:00Z or 2013-04-18T16:46:00-07:00',
    ],
    [
      'a word that is none of the few',
      'services:\n  a: { groupBy: hosts }',
      'x.yaml:2: unknown word `hosts`; did you mean `host`?',
    ],
    [
      'an empty matcher',
      'subscriptions:\n  - { who: ann, to: {} }',
      'x.yaml:2: an empty matcher matches every check; name a field',
    ],
    [
      'neither to nor not',
      'subscriptions:\n  - who: ann',
      'x.yaml:2: expected either `to` (subscribe) or `not` (opt out)',
    ],
    [
      'an opt-out with a delay',
      'subscriptions:\n  - { who: ann, not: all, after: 5m }',
      'x.yaml:2: `after` has no meaning with `not`; leave it out',
    ],
    [
      'a reserved word as a name',
      'people:\n  all: { email: all@example.org }',
      'x.yaml:2: `all`: is a reserved word and cannot be a name; choose another',
    ],
    [
      'a group named like a person',
      'groups:\n  ann: { members: [ann] }',
      'x.yaml:2: the group `ann` has the name of a person (10-smallest.yaml:1); rename one of them',
    ],
    [
      'a service that depends on an unknown one',
      'services:\n  parsoid: {}\n  web:\n    dependsOn: [parsiod]',
      'x.yaml:4: unknown service to depend on `parsiod`; did you mean `parsoid`?',
    ],
    [
      'a service that depends on a reserved word',
      'services:\n  web: { dependsOn: all }',
      'x.yaml:2: unknown service to depend on `all`; known: web',
    ],
    [
      'services that depend on each other in a circle, by way of a third',
      'services:\n  api: { dependsOn: db }\n  db: { dependsOn: [web] }\n  web:\n    match: [{ host: web }]\n    dependsOn:\n      - api',
      'x.yaml:6: services depend on each other in a circle: api → db → web → api; take one of the dependencies out',
    ],
    [
      'a service that depends on itself',
      'services:\n  api: { dependsOn: api }',
      'x.yaml:2: services depend on each other in a circle: api → api; take one of the dependencies out',
    ],
    [
      'groups in a circle',
      'groups:\n  a: { members: [b] }\n  b: { members: [a] }',
      'x.yaml:2: groups contain each other in a circle: a → b → a; take one of the members out',
    ],
    ['an empty group', 'groups:\n  a: { members: [] }', 'x.yaml:2: nothing is written here: expected at least one'],
    [
      'a person without address',
      'people:\n  ben: { name: Ben }',
      'x.yaml:2: `ben` cannot be reached: give `sms` or `email`',
    ],
    [
      'a person who cannot be reached as they wish',
      'people:\n  ben:\n    email: ben@example.org\n    notify: { high: [sms] }',
      'x.yaml:4: `ben` has no sms, which `notify.high` asks for: pages of high urgency reach nobody',
    ],
    [
      'a key that stands twice in a file',
      'hours:\n  day: { timezone: UTC }\n  day: { timezone: UTC }',
      'x.yaml:3: `day` stands here twice, first in line 2',
    ],
    [
      'an alias',
      'hours:\n  day: &day { timezone: UTC }\n  night: *day',
      'x.yaml:3: anchors and aliases (`&x`, `*x`) cannot be used: write it out',
    ],
    [
      'text where fields are needed',
      'people:\n  ben: hello',
      'x.yaml:2: expected fields (`key: value`), found `hello`',
    ],
    [
      'a section of another kind',
      'groups: [ben]',
      'x.yaml:1: `groups` holds named entries: expected fields, found a list',
    ],
    [
      'a control character',
      'people:\n  ben: { email: "b\u0000n@example.org" }',
      'x.yaml:2: holds a control character: is it damaged?',
    ],
    [
      'a policy that pages nobody',
      'escalationPolicies:\n  p:\n    steps: [{ page: owners }]',
      'x.yaml:2: escalation policy p pages nobody',
    ],
    [
      'an environment variable that is not set',
      'people:\n  ben: { sms: "${env:BEN}" }',
      'x.yaml:2: `${env:BEN}`: BEN is not set in the environment',
    ],
    [
      'a reference of an unknown kind',
      'people:\n  ben: { sms: "${vault:ben}" }',
      'x.yaml:2: `${vault:ben}` is no reference: write `${env:NAME}` or `${file:/path}`',
    ],
  ])('name file, line and what would be right for %s', (_, content, expected) => {
    const faults = faultsOf(content);

    expect(faults).toContain(expected);
  });

  it.each(['/(?=a)b/', '/(a)\\1/', '/[a/', '!/(?<!x)y/'])(
    'refuse the regular expression %s with its line',
    (pattern) => {
      const faults = faultsOf(`services:\n  a:\n    match:\n      - host: '${pattern}'`);

      expect(faults).toEqual([expect.stringMatching(/^x\.yaml:4: .*not a regular expression of RE2/)]);
    },
  );

  it('are all told at once, in the order of the lines, also names in an entry that is faulty otherwise', () => {
    const faults = faultsOf(
      'people:\n  ben: { sms: "1", roles: [boss] }\ngroups:\n  a: { members: [bem], colour: red }\nfoo: 1',
    );

    expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
      'x.yaml:2',
      'x.yaml:2',
      'x.yaml:4',
      'x.yaml:4',
      'x.yaml:5',
    ]);
  });

  it('never repeat numbers, addresses or what references stand for', () => {
    const faults = faultsOf(
      'people:\n  ben: { sms: "0155501234", email: "b@@example.org" }\n  cat: { sms: "${env:CAT}" }',
      {
        CAT: 'secret-cat',
      },
    );

    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toMatch(/0155501234|b@@|secret-cat/);
  });

  it('tell a syntax error once per line, and call nothing unknown that the damaged file may define', () => {
    const faults = faultsOf('people: { ben: [\ngroups: { ops: { members: [ben] } }');

    expect(faults.length).toBeLessThanOrEqual(2);
    expect(faults[0]).toMatch(/^x\.yaml:2: not readable as YAML: /);
  });

  it('survive a file that is nothing but brackets', () => {
    const faults = faultsOf(`people: ${'['.repeat(20_000)}`);

    expect(faults).toEqual([expect.stringMatching(/^x\.yaml:1: not readable as YAML: /)]);
  });

  it.each([
    [
      'a channel of several that is missing',
      'people:\n  ben:\n    email: ben@example.org\n    notify: { high: [sms, email] }\nsubscriptions: [{ who: ben, to: all }]',
      'x.yaml:4: warning: `ben` has no sms, which `notify.high` asks for',
    ],
    [
      'no email for low urgency',
      'people:\n  ben: { sms: "+12025550102" }\nsubscriptions: [{ who: ben, to: all }]',
      'x.yaml:2: warning: `ben` has no email, the usual way of low-urgency pages; give one, or `notify.low`',
    ],
    [
      'a via that the person lacks',
      'people:\n  ben: { email: ben@example.org }\nsubscriptions:\n  - { who: ben, to: all, via: [sms, email] }',
      'x.yaml:4: warning: `ben` has no sms, which `via` asks for',
    ],
    [
      'a person whom nothing pages',
      'people:\n  ben: { email: ben@example.org }',
      'x.yaml:2: warning: nothing ever pages ben',
    ],
    [
      'an expectation that does not hold',
      'expectations:\n  - { name: e, alert: { host: a }, at: 2013-04-18T23:46:00Z, pages: [] }',
      'x.yaml:2: warning: expectation `e`: ',
    ],
  ])('warn of %s, and block nothing', (_, content, expected) => {
    const faults = faultsOf(content);

    expect(faults.some((fault) => fault.startsWith(expected))).toBe(true);
    expect(faults.every((fault) => fault.includes(': warning: '))).toBe(true);
  });
});
