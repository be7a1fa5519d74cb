import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

const rules = `
people:
  daniel: { email: daniel@example.org, shiftMails: off }
  leslie: { email: leslie@example.org, shiftMails: off }
hours:
  office: { timezone: Europe/Berlin, weekdays: [mon-fri], times: ["09:00-17:00"] }
schedules:
  duty:
    timezone: Europe/Berlin
    rotations: [{ members: [daniel, leslie], every: 1d, startsAt: 2013-04-15T09:00:00+02:00, hours: office }]
subscriptions: [{ who: daniel, to: all }]
`;

describe('calendar addresses', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules, at: '2013-04-18T10:00:00Z' });
  });

  afterEach(() => router.stop());

  it('show the shifts with overrides, the same entries at every reading, until they are revoked', async () => {
    const person = await addressOf('daniel');
    const schedule = await addressOf('duty');

    const before = await (await fetch(person)).text();
    await router.pagectl('override', 'add', 'duty', '--cover', 'daniel', '--for', '1h');
    await router.clock.advance('40m');
    const after = await (await fetch(person)).text();
    const shared = await (await fetch(schedule)).text();

    expect(uids(before).length).toBeGreaterThan(30);
    expect(uids(after)).toEqual(expect.arrayContaining([...uids(before)]));
    expect(uids(after)).toHaveLength(uids(before).length + 1);
    expect(after).toContain('DTSTART:20130418T100000Z\r\nDTEND:20130418T110000Z\r\nSUMMARY:On call: duty');
    expect(shared).toContain('SUMMARY:Nobody on call: duty');

    const listed = await router.pagectl('calendar', 'list', '--json');
    const { items } = JSON.parse(listed.out);
    expect(listed.out).not.toContain(/-([0-9a-f]+)\.ics/.exec(person)?.[1]);
    for (const { id } of items) await router.pagectl('calendar', 'revoke', id, '--by', 'leslie');
    expect((await fetch(person)).status).toBe(404);
  });

  it('cannot be guessed by their number', async () => {
    const address = await addressOf('leslie');
    const other = address.replace(/-[0-9a-f]+\.ics/, `-${'0'.repeat(32)}.ics`);

    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(other)).status).toBe(404);
    expect((await router.pagectl('calendar', 'add', 'nobody')).exitCode).toBe(1);
    expect(router.logLines.join('\n')).not.toContain(/-([0-9a-f]+)\.ics/.exec(address)?.[1]);
  });

  async function addressOf(name: string): Promise<string> {
    const { out } = await router.pagectl('calendar', 'add', name);
    const [address = ''] = out.split('\n');
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/calendar\/[0-9a-f]{12}-[0-9a-f]{32}\.ics$/);
    return address;
  }
});

function uids(text: string): readonly string[] {
  return [...text.matchAll(/^UID:(.*)\r$/gm)].map(([, uid]) => uid ?? '');
}
