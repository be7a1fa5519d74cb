import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countSegments, isGsm7 } from '../../../src/pipeline/deliver/gsm7.js';
import { type RenderRequest, renderMessage } from '../../../src/pipeline/deliver/render-message.js';
import { aCall, aCheck, aRequest, EVENING } from './builders.js';

const MINUTE = 60_000;
const LINK = 'https://pager.example.org/a/abc';

function sms(overrides: Partial<RenderRequest> = {}): string {
  return renderMessage(aRequest({ link: () => LINK, ...overrides })).text;
}

describe('renderSms of one incident', () => {
  it('says state, service, what fails, since when, and how to answer', () => {
    const text = sms({ checks: new Map([['inc1', [aCheck()]]]) });

    expect(text.split('\n')).toEqual([
      'CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc',
      'Connection refused',
      'since 23:46',
      `Ack #12: ${LINK}`,
    ]);
    expect(countSegments(text)).toBe(1);
  });

  it('says how many checks fail and who says so', () => {
    const checks = [aCheck({ summary: '' }), aCheck({ key: 'b', source: 'watchmouse', summary: '' })];

    expect(sms({ checks: new Map([['inc1', checks]]) })).toContain('since 23:46, 2 checks (icinga, watchmouse)');
  });

  it('does not call recovered what a person has resolved', () => {
    const resolved = { state: 'resolved', resolvedAt: EVENING + 26 * MINUTE, resolvedBy: 'roan' } as const;
    const calls = [aCall({ reason: 'recovery' }, resolved)];

    expect(sms({ calls, now: EVENING + 26 * MINUTE }).split('\n')).toEqual([
      'RESOLVED Parsoid: LVS HTTP IPv4 on parsoid.svc',
      'by roan at 00:12 after 26m',
      `See #12: ${LINK}`,
    ]);
  });

  it('tells the time of the person, with the day when it was another one', () => {
    const person = { displayName: 'Roan', timezone: 'America/Los_Angeles' };

    expect(sms({ person })).toContain('since 16:46\n');
    expect(sms({ person, now: EVENING + 10 * 60 * MINUTE })).toContain('since 18 Apr 16:46\n');
    expect(sms({ person: { ...person, timezone: 'Mars/Olympus' } })).toContain('since 23:46\n');
  });

  it('fills the segments that it needs anyway with the words of the check, and no more', () => {
    const checks = new Map([['inc1', [aCheck({ summary: `Socket timeout ${'after 10 seconds '.repeat(20)}` })]]]);
    const text = sms({ checks });

    expect(countSegments(text)).toBe(1);
    expect(text.length).toBeGreaterThan(150);
    expect(text).toContain('Socket timeout after 10');
    expect(text).toContain('...\nsince 23:46\n');
  });

  it.each([
    ['escalation', 'CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nsince 23:46, not acked'],
    ['severity-rise', 'Now CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nsince 23:46'],
    ['window-ended', 'CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nmaintenance ended, failing since 23:46'],
    ['unacknowledged', 'NOBODY ACKNOWLEDGED CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nsince 23:46'],
    ['reminder', 'REMINDER CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nacked by you, failing since 23:46'],
  ] as const)('of %s asks for an answer', (reason, beginning) => {
    expect(sms({ calls: [aCall({ reason })] })).toBe(`${beginning}\nAck #12: ${LINK}`);
  });

  it('of an update points to the incident', () => {
    const text = sms({ calls: [aCall({ reason: 'update' })] });

    expect(text).toBe(`UPDATE CRITICAL Parsoid: LVS HTTP IPv4 on parsoid.svc\nsince 23:46\nSee #12: ${LINK}`);
  });

  it('of a recovery says when and after how long', () => {
    const calls = [aCall({ reason: 'recovery' }, { state: 'resolved', resolvedAt: EVENING + 10 * MINUTE })];

    expect(sms({ calls })).toBe(
      `RECOVERED Parsoid: LVS HTTP IPv4 on parsoid.svc\nat 23:56 after 10m\nSee #12: ${LINK}`,
    );
  });

  it.each([
    ['test', 'Nothing is wrong.', 'TEST PAGE Nothing is wrong.'],
    ['custom', 'daniel: deploying Parsoid', 'MESSAGE daniel: deploying Parsoid'],
  ] as const)('of a %s page without incident is its text', (reason, text, expected) => {
    expect(sms({ calls: [aCall({ reason, text }, null)] })).toBe(expected);
  });

  it('keeps the fixed text of a page, as far as three segments go', () => {
    const text = `please look at parsoid ${'now '.repeat(40)}`.trim();

    expect(sms({ calls: [aCall({ reason: 'custom', text }, {})] })).toContain(`MESSAGE ${text}\n`);
  });

  it('calls a host a host', () => {
    const calls = [aCall({}, { key: 'host:db1', service: null, title: 'db1' })];

    expect(sms({ calls })).toMatch(/^CRITICAL host db1\n/);
  });

  it('is UCS-2 as a whole when most letters would be lost', () => {
    const calls = [aCall({}, { title: 'диск db1' })];

    expect(sms({ calls })).toMatch(/^CRITICAL диск db1\n/);
  });

  it('keeps to three segments, with the whole link or none, for any text', () => {
    const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 800 }), fc.string({ maxLength: 800 }));
    const link = fc.constantFrom(null, LINK, `${LINK}${'x'.repeat(300)}`, `${LINK}${'x'.repeat(700)}`);

    fc.assert(
      fc.property(words, words, link, (title, summary, url) => {
        const checks = new Map([['inc1', [aCheck({ summary })]]]);
        const text = sms({ calls: [aCall({}, { title })], checks, link: () => url });

        expect(countSegments(text)).toBeLessThanOrEqual(3);
        expect(text).toMatch(/^CRITICAL/);
        if (text.includes('https://pager')) expect(text).toContain(url);
        expect(text).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});

describe('renderSms of a bundle', () => {
  const hosts = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      aCall(
        { id: `page${index}` },
        { id: `h${index}`, number: index + 1, key: `host:db${index + 1}`, service: null, title: `db${index + 1}` },
      ),
    );

  it('is a handful of words for 200 hosts behind one dead switch', () => {
    const text = sms({ calls: hosts(200), heldCount: 199 });

    expect(text).toBe(
      `CRITICAL 200 hosts down: db1, db2, db3 and 197 more\n199 of 200 were held back\nWorst #1: ${LINK}`,
    );
    expect(countSegments(text)).toBe(1);
  });

  it('names the service that fails amid 200 hosts of no service', () => {
    const service = aCall({ id: 'p' }, { id: 'parsoid', openedAt: EVENING + 60_000 });

    const text = sms({ calls: [...hosts(200), service], heldCount: 0 });

    expect(text).toContain('CRITICAL 201 incidents: db1, Parsoid, db2 and 198 more');
  });

  it('counts what is left for the next bundle', () => {
    expect(sms({ calls: hosts(500), heldCount: 499, leftCount: 49_500 })).toContain(
      '\n499 of 500 were held back, 49500 more wait\n',
    );
  });

  it('counts the failing checks of each service, whose checks it need not know', () => {
    const incident = (service: string, failing: number, over = {}) =>
      aCall({ id: service + failing }, { id: service + failing, service, failing, ...over });
    const others = Array.from({ length: 12 }, (_, n) => incident(`s${n}`, 1, { openedAt: EVENING + 9 + n }));
    const calls = [
      incident('parsoid', 3),
      incident('mysql', 40, { openedAt: EVENING + 1 }),
      incident('mysql', 1, { openedAt: EVENING + 2 }),
      incident('cache', 2, { openedAt: EVENING + 3 }),
      ...others,
    ];

    expect(sms({ calls })).toMatch(/^CRITICAL Parsoid: 3 checks, mysql: 41, cache: 2, and 12 services more\n/);
  });

  it('counts by service, the worst first, another service before the second of one', () => {
    const incident = (id: string, service: string, overrides = {}) =>
      aCall({ id }, { id, service, title: `${service}: x`, ...overrides });
    const calls = [
      incident('w', 'cache', { severity: 'warning', openedAt: EVENING - 1 }),
      incident('a', 'parsoid', { number: 7 }),
      incident('b', 'parsoid', { openedAt: EVENING + 1 }),
      incident('c', 'mysql', { openedAt: EVENING + 2 }),
    ];

    expect(sms({ calls })).toBe(`CRITICAL Parsoid: 2 checks, mysql: 1\nWARNING cache: 1 check\nWorst #7: ${LINK}`);
  });

  it('puts recoveries last', () => {
    const calls = [
      aCall({ id: 'r', reason: 'recovery' }, { id: 'r', service: 'mysql' }),
      aCall({ id: 'w' }, { id: 'w', severity: 'warning' }),
    ];

    expect(sms({ calls })).toMatch(/^WARNING Parsoid: 1 check\nRECOVERED 1 incident: mysql\nWorst #12/);
  });

  it('counts several pages of one incident as one, and tells the strongest', () => {
    const calls = [aCall({ id: 'p1' }), aCall({ id: 'p2', reason: 'severity-rise' })];

    expect(sms({ calls })).toMatch(/^Now CRITICAL Parsoid: LVS/);
  });

  it('keeps to three segments of GSM-7 whatever the services are called', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { minLength: 2, maxLength: 12 }), (names) => {
        const severities = ['critical', 'error', 'warning', 'info'] as const;
        const calls = names.map((service, index) =>
          aCall({ id: `p${index}` }, { id: `i${index}`, service, severity: severities[index % 4] ?? 'info' }),
        );
        const text = sms({ calls, heldCount: 3 });

        expect(countSegments(text)).toBeLessThanOrEqual(3);
        expect(isGsm7(text)).toBe(true);
      }),
    );
  });
});
