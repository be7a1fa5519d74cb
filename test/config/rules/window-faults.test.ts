import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './rules-folder.js';

describe('faults of recurring windows', () => {
  it.each([
    [
      'an RRULE that is not understood',
      'maintenance:\n  - name: slot\n    services: [mail]\n    rrule: FREQ=YEARLY\n    at: "13:00"\n    timezone: UTC\n    for: 30m\n    reason: slot',
      'x.yaml:4: FREQ=YEARLY is not supported: DAILY, WEEKLY and MONTHLY are',
    ],
    [
      'an RRULE that counts from no day',
      'maintenance:\n  - name: slot\n    services: [mail]\n    rrule: FREQ=DAILY;COUNT=3\n    at: "13:00"\n    timezone: UTC\n    for: 30m\n    reason: slot',
      'x.yaml:4: INTERVAL, COUNT and a FREQ without BYDAY or BYMONTHDAY need `startsOn`: the day they count from',
    ],
    [
      'weekdays beside an RRULE',
      'maintenance:\n  - { name: slot, services: [mail], weekdays: mon, rrule: FREQ=DAILY, at: "13:00", timezone: UTC, for: 30m, reason: slot }',
      'x.yaml:2: give either `weekdays` or `rrule`, not both',
    ],
  ])('name file, line and what would be right for %s', (_what, content, expected) => {
    expect(faultsOf(content)).toContain(expected);
  });
});
