import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../src/domain/delivery.js';
import { createEmergencyLetters } from '../../src/engine/durability/emergency-letters.js';
import { accepted, type Bench, permanent, startBench, unknown } from './engines.js';

const LETTER = {
  person: 'roan',
  methods: [
    { channel: 'sms', to: '+12025550143' },
    { channel: 'email', to: 'roan@example.org' },
  ],
  text: { subject: 'ROUTER DEGRADED', text: 'ROUTER DEGRADED' },
} as const;
const FAILED: SendOutcome = { ...unknown, kind: 'unknown', code: '503', text: 'the provider failed', atOnce: true };

describe('an emergency page', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench();
  });

  afterAll(() => bench.stop());
  beforeEach(() => bench.clear());

  it.each<[string, SendOutcome[], string[]]>([
    ['goes once by what takes it', [accepted], ['sms']],
    ['is sent by the other provider too where the first may have lost it', [FAILED, accepted], ['sms', 'sms']],
    ['is not sent by one provider twice', [unknown], ['sms']],
    [
      'goes to the next method of whom the second provider cannot reach',
      [FAILED, permanent, accepted],
      ['sms', 'sms', 'email'],
    ],
  ])('%s', async (_, outcomes, channels) => {
    const left = [...outcomes];
    bench.answer = () => left.shift() ?? permanent;
    const { deps } = await bench.engine();

    expect(await createEmergencyLetters(deps).send(LETTER)).toBe(true);
    expect(bench.sent.map(({ channel }) => channel)).toEqual(channels);
  });
});
