import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckState } from '../../src/domain/check.js';
import { buildAlert, minute } from '../pipeline/decide/evening.js';
import { type Bench, startBench } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());

/** Every source is silent since a moment ago. */
const silent = {
  unverifiedSince: async (checks: Iterable<CheckState>) =>
    new Map([...checks].map(({ key }) => [key, bench.clock.now() - minute] as const)),
};
const roansTexts = () =>
  bench.sent.filter(({ person, channel }) => person === 'roan' && channel === 'sms').map(({ text }) => text);

describe('an incident whose source has fallen silent', () => {
  it('is told as unverified to who acknowledged it, not as still failing; its first page just came from the source', async () => {
    const engine = await bench.engine({ verification: silent });
    await engine.triage(buildAlert());
    await bench.settle(engine);
    await engine.operations.acknowledge('1', { person: 'roan', via: 'cli' });
    await bench.advance(61 * minute, engine);

    const [first, reminder] = roansTexts();
    expect(first).not.toContain('unverified');
    expect(reminder).toContain('REMINDER');
    expect(reminder).toContain('acked by you, unverified, failed since');
  });

  it('is reminded of all the same where nobody can say who is silent', async () => {
    const verification = { unverifiedSince: () => Promise.reject(new Error('Redis is away')) };
    const engine = await bench.engine({ verification });
    await engine.triage(buildAlert());
    await bench.settle(engine);
    await engine.operations.acknowledge('1', { person: 'roan', via: 'cli' });
    await bench.advance(61 * minute, engine);

    expect(roansTexts()[1]).toContain('acked by you, failing since');
  });
});
