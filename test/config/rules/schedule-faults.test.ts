import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './rules-folder.js';

describe('faults of schedules', () => {
  it.each([
    [
      'a schedule of nothing',
      'schedules:\n  duty: { timezone: UTC }',
      'x.yaml:2: expected either `rotations` (who takes turns) or `follows` (a schedule whose next person it is)',
    ],
    [
      'a schedule without its zone',
      'schedules:\n  duty: { rotations: [{ members: [ann], every: 1w, startsAt: 2013-04-15T17:00:00Z }] }',
      'x.yaml:2: `timezone` is missing: hand-offs keep their time of day there',
    ],
    [
      'a shift that has no length',
      'schedules:\n  duty:\n    timezone: UTC\n    rotations:\n      - { members: [ann], every: 0d, startsAt: 2013-04-15T17:00:00Z }',
      'x.yaml:5: `0d`: expected the length of a shift such as 8h, 1d, 1w or 1mo',
    ],
    [
      'a rotation of groups',
      'groups: { team: { members: [ann] } }\nschedules:\n  duty: { timezone: UTC, rotations: [{ members: [team], every: 1w, startsAt: 2013-04-15T17:00:00Z }] }',
      'x.yaml:3: unknown person `team`: a group or schedule cannot stand here',
    ],
    [
      'a schedule that follows an unknown one',
      'schedules:\n  duty: { timezone: UTC, rotations: [{ members: [ann], every: 1w, startsAt: 2013-04-15T17:00:00Z }] }\n  second: { follows: dutty }',
      'x.yaml:3: unknown schedule `dutty`; did you mean `duty`?',
    ],
    [
      'schedules that follow each other',
      'schedules:\n  one: { follows: two }\n  two:\n    follows: one',
      'x.yaml:2: schedules follow each other in a circle: one → two → one; give one of them rotations',
    ],
    [
      'a schedule with the name of a person',
      'schedules:\n  ann: { timezone: UTC, rotations: [{ members: [ann], every: 1w, startsAt: 2013-04-15T17:00:00Z }] }',
      'x.yaml:2: the schedule `ann` has the name of a person (10-smallest.yaml:1); rename one of them',
    ],
    [
      'a service that reaches nobody while nobody is on call',
      [
        'hours: { office: { timezone: Europe/Berlin, weekdays: [mon-fri], times: ["09:00-17:00"] } }',
        'schedules:',
        '  duty: { timezone: Europe/Berlin, rotations: [{ members: [ann], every: 1w, startsAt: 2013-04-15T17:00:00Z, hours: office }] }',
        'services: { lab: { escalation: lab } }',
        'escalationPolicies: { lab: { steps: [{ page: duty }] } }',
      ].join('\n'),
      'x.yaml:4: service lab (critical, error, warning) reaches nobody on Mon 17:00–Tue 09:00, Tue 17:00–Wed 09:00, ' +
        'Wed 17:00–Thu 09:00, Thu 17:00–Fri 09:00, Fri 17:00–Mon 09:00 Europe/Berlin: nobody is on call in duty then',
    ],
  ])('name file, line and what would be right for %s', (_what, content, expected) => {
    expect(faultsOf(content)).toContain(expected);
  });
});
