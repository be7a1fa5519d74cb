import { describe, expect, it } from '@jest/globals';
import { type ReadinessDeps, readReadiness } from '../../src/app/readiness.js';
import { createMovableClock } from '../../src/clock/movable-clock.js';
import type { RulesFault } from '../../src/domain/rules.js';
import type { MessageChannel } from '../../src/ports.js';
import type { RedisFacts } from '../../src/ports-redis.js';

const facts: RedisFacts = {
  cluster: false,
  evictionPolicy: 'noeviction',
  durable: true,
  memoryShare: null,
  version: '7.0.15',
  runId: 'r1',
};
const NOW = Date.parse('2013-04-18T23:46:00Z');

function channel(name: 'sms' | 'email'): MessageChannel {
  const unused = async () => {
    throw new Error('nothing is sent here');
  };
  return { channel: name, provider: 'test', send: unused, find: unused, close: async () => undefined };
}

function withFaults(faults: readonly RulesFault[]): ReadinessDeps {
  return {
    ledger: { oldestDue: async () => null },
    rules: { state: () => ({ hash: 'abc', loadedAt: NOW, origin: 'files', faults }) },
    channels: { sms: channel('sms'), email: channel('email') },
    clock: createMovableClock(NOW),
    skewMs: () => 20,
    standing: () => ({ kind: 'in-use', facts }),
    role: 'all',
    journalHealthy: () => true,
    lastRoundAt: () => NOW,
    lastCanaryAt: () => NOW,
    startedAt: NOW,
    comparison: async () => null,
  };
}

describe('readReadiness', () => {
  it('warns of nothing when all is well', async () => {
    const { ready, warnings } = await readReadiness(withFaults([]));

    expect([ready, warnings]).toEqual([true, []]);
  });

  it('says how many errors the rules files have, and stays ready', async () => {
    const fault: RulesFault = { file: 'rules/a.yaml', line: 3, message: 'unknown group `opps`', level: 'error' };

    const { ready, warnings } = await readReadiness(withFaults([fault]));

    expect(ready).toBe(true);
    expect(warnings).toEqual([
      { code: 'rules-broken', text: 'the rules files are broken (1 error): the last good set stays in force' },
    ]);
  });

  it('names the first weak spot of rules that are in force, such as an expectation that fails', async () => {
    const weak: RulesFault = {
      file: 'rules/x.yaml',
      line: 1,
      message: 'expectation `a`: roan is not paged',
      level: 'warning',
    };

    const { warnings } = await readReadiness(withFaults([weak, { ...weak, line: 2 }]));

    expect(warnings).toEqual([
      {
        code: 'rules-weak',
        text: 'the rules have 2 weak spots: rules/x.yaml:1: warning: expectation `a`: roan is not paged',
      },
    ]);
  });

  it.each([
    [600_000, /600\.0 s behind that of Redis/],
    [-501, /0\.5 s ahead of that of Redis/],
  ])("warns when the machine's clock is off by %i ms, and stays ready", async (skewMs, words) => {
    const { ready, warnings } = await readReadiness({ ...withFaults([]), skewMs: () => skewMs });

    expect(ready).toBe(true);
    expect(warnings).toEqual([{ code: 'clock-skew', text: expect.stringMatching(words) }]);
  });
});
