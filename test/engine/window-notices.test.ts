import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evening, minute, story } from '../pipeline/decide/evening.js';
import { buildRotation, buildRules } from '../pipeline/route/rules-builder.js';
import { type Bench, startBench } from './engines.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.clear());

/** Roan opens a window on Parsoid by rules that name who is told; people told in half an hour, by mail. */
async function told(maintenanceNotices: readonly string[], effect: 'suppress' | 'email-only' = 'suppress') {
  const people = { ...story.people, mute: { sms: ['+12025550177'], email: [] } };
  const turns = [buildRotation(['leslie', 'gabriel'], { startsAt: evening + 10 * minute - 7 * 24 * 60 * minute })];
  const rules = buildRules({
    ...story,
    people,
    groups: { ...story.groups, watchers: ['ariel', 'roan'] },
    schedules: { ...story.schedules, duty: { rotations: turns } },
  });
  const engine = await bench.engine({ rules: { ...rules, maintenanceNotices } });
  const request = { services: ['parsoid'], match: [], endsAt: evening + 30 * minute, reason: 'deploy 1.2', effect };
  await engine.operations.openWindow(request, { person: 'roan', via: 'cli' });
  await bench.advance(24 * minute, engine);
  return bench.notices().map((line) => line.replace(/: .*/, ''));
}

describe('a window of which the rules say who is told', () => {
  it('is told to the group, once, in place of those whom it silences, and not to who opened it', async () => {
    expect(await told(['watchers'])).toEqual(['ariel email']);
    expect(bench.sent[0]?.text).toContain('Nobody is paged for it meanwhile. What still fails at its end pages then.');
    expect(bench.sent[0]?.text).toContain('ops, parsoid-team and ariel would not be paged');
  });

  it('says to the group what lowering means', async () => {
    await told(['watchers'], 'email-only');

    expect(bench.sent[0]?.text).toContain('Until then it reaches people by email only.');
  });

  it('is told to whoever of a schedule is on call', async () => {
    expect(await told(['duty'])).toEqual(['leslie email']);
  });

  it('is told to those whom it silences where nobody of the group has a mailbox', async () => {
    expect((await told(['mute'])).sort()).toEqual(['ariel email', 'daniel email', 'gabriel email', 'leslie email']);
  });
});
