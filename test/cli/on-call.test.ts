import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { printCalendar, suitsCalendar } from '../../src/cli/show/calendar.js';
import { aListeningRouter, type ListeningRouter, run } from './run.js';

let router: ListeningRouter;

beforeEach(async () => {
  router = await aListeningRouter();
});
afterEach(() => router.close());

function pagectl(...args: readonly string[]) {
  return run(args, router.env);
}

describe('pagectl oncall', () => {
  it('shows who is on call and who is next as a table', async () => {
    const { code, out } = await pagectl('oncall', 'parsoid');

    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^SCHEDULE +ON CALL +UNTIL +NEXT +FROM$/),
      expect.stringMatching(/^ops-oncall +daniel +2013-04-22 .* \(in 3d 17h\) +gabriel +2013-04-22/),
      'At any time: roan',
    ]);
  });

  it('shows the shifts of a time as a calendar in the zone of the schedule', async () => {
    const { out } = await pagectl('oncall', 'ops-oncall', '--from', '2013-04-18', '--to', '2013-05-01');

    expect(out).toBe(`ops-oncall  America/Los_Angeles
                                 Thu 18 Apr Fri 19     Sat 20     Sun 21
                                 daniel     daniel     daniel     daniel

Mon 22 Apr Tue 23     Wed 24     Thu 25     Fri 26     Sat 27     Sun 28
daniel     gabriel    gabriel    gabriel    gabriel    gabriel    gabriel
10:00
gabriel

Mon 29 Apr Tue 30
gabriel    nobody
10:00
nobody

At any time: roan`);
  });

  it('answers programs', async () => {
    const { out } = await pagectl('oncall', '--json');

    expect(JSON.parse(out)).toMatchObject({ of: null, schedules: [{ schedule: 'ops-oncall', onCall: ['daniel'] }] });
  });

  it.each([
    [['oncall', '--at', 'tomorrow'], 2, /--at tomorrow: expected an instant/],
    [['oncall', 'nonsense'], 1, /the rules know no "nonsense"/],
  ])('refuses %j', async (args, code, message) => {
    const refused = await pagectl(...args);

    expect([refused.code, refused.err]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe('suitsCalendar', () => {
  const shift = (startsAt: string, endsAt: string) => ({ people: ['ann'], startsAt, endsAt });
  const hourly = Array.from({ length: 80 }, (_, n) => {
    const hour = (at: number) => new Date(Date.UTC(2013, 3, 15, at)).toISOString();
    return shift(hour(n), hour(n + 1));
  });

  it.each([
    ['some days with few hand-offs', [shift('2013-04-15T00:00:00Z', '2013-04-22T00:00:00Z')], true],
    ['one day', [shift('2013-04-15T00:00:00Z', '2013-04-16T00:00:00Z')], false],
    ['a hand-off every hour', hourly, false],
    ['nothing', [], false],
  ])('is for %s: %#', (_what, shifts, expected) => {
    expect(suitsCalendar({ timezone: 'UTC', shifts })).toBe(expected);
  });

  it('draws the day on which clocks change once', () => {
    const lines: string[] = [];
    const terminal = { out: (line: string) => void lines.push(line), color: false };
    const [from, to] = ['2013-03-30T00:00:00+01:00', '2013-04-02T00:00:00+02:00'];

    printCalendar(terminal, { timezone: 'Europe/Berlin', shifts: [shift(from ?? '', to ?? '')] });

    expect(lines.join('\n').match(/(Sat|Sun|Mon|Tue) \d+/g)).toEqual(['Sat 30', 'Sun 31', 'Mon 1']);
  });
});

describe('pagectl override', () => {
  it('adds one, in the name of a person', async () => {
    const { code, out } = await pagectl(
      'override',
      'add',
      'ops-oncall',
      '--replace',
      'daniel',
      '--with',
      'gabriel',
      '--for',
      '4h',
      '--by',
      'daniel',
    );

    expect(code).toBe(0);
    expect(router.calls[0]).toMatchObject({
      action: 'override',
      actor: { person: 'daniel', via: 'cli' },
      more: { kind: 'replace', person: 'gabriel', replaces: 'daniel' },
    });
    expect(out).toMatch(/^ovr_1 {2}active {2}ops-oncall: gabriel instead of daniel\n {2}from .*: on a plane$/);
  });

  it.each([
    ['--cover gabriel', { kind: 'cover', person: 'gabriel', replaces: null }],
    ['--add gabriel', { kind: 'add', person: 'gabriel', replaces: null }],
    ['--remove daniel --allow-gap', { kind: 'remove', person: null, replaces: 'daniel', allowGap: true }],
  ])('understands %s', async (options, expected) => {
    await pagectl('override', 'add', 'ops-oncall', ...options.split(' '), '--for', '1d');

    expect(router.calls[0]?.more).toMatchObject(expected);
  });

  it.each([
    ['nothing to do', [], /say one thing to do/],
    ['two things to do', ['--cover', 'a', '--add', 'b'], /say one thing to do/],
    ['only half of a replacement', ['--replace', 'daniel'], /give both/],
  ])('refuses %s', async (_what, options, message) => {
    const { code, err } = await pagectl('override', 'add', 'ops-oncall', ...options, '--for', '1h');

    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it('says no where nobody would be on call', async () => {
    router.state.next = { kind: 'refused', code: 'leaves-a-gap', text: 'nobody would be on call in ops-oncall' };

    const { code, err } = await pagectl('override', 'add', 'ops-oncall', '--remove', 'daniel', '--for', '1h');

    expect([code, err]).toEqual([1, 'pagectl: nobody would be on call in ops-oncall']);
  });

  it('lists and removes them', async () => {
    const listed = await pagectl('override', 'list');
    const removed = await pagectl('override', 'remove', 'ovr_1', '--by', 'daniel');

    expect(listed.out).toMatch(/ovr_1 +active +ops-oncall +gabriel instead of daniel/);
    expect(removed.out).toMatch(/^ovr_1 {2}ended/);
    expect(router.calls.at(-1)).toMatchObject({ action: 'remove', on: 'ovr_1', actor: { person: 'daniel' } });
  });
});
