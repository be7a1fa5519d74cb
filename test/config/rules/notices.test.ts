import { describe, expect, it } from '@jest/globals';
import { faultsOf } from './rules-folder.js';

describe('notices of the rules', () => {
  it.each([
    [
      'an unknown group',
      'groups: { watchers: { members: [ann] } }\nnotices:\n  maintenance: wachers',
      'x.yaml:3: unknown person, group or schedule `wachers`; did you mean `watchers`?',
    ],
    [
      'a kind that there is not',
      'notices:\n  maintenace: ann',
      'x.yaml:2: unknown field `maintenace`; did you mean `maintenance`?',
    ],
    [
      'nobody with a mailbox',
      'people: { ben: { sms: "+12025550143" } }\nnotices: { maintenance: [ben] }',
      'x.yaml:2: warning: `notices.maintenance` names nobody with an email: those whom a window silences are told instead',
    ],
  ])('%s is a fault', (_, content, expected) => {
    expect(faultsOf(content)).toContain(expected);
  });

  it('may name people, groups and schedules', () => {
    const groups = 'groups: { watchers: { members: [ann] } }\n';

    expect(faultsOf(`${groups}notices: { maintenance: [watchers, ann] }`)).toEqual(faultsOf(groups));
  });
});
