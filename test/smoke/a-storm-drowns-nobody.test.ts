import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

const SERVICES = 60;
const CHECKS = 10;
const MINUTE = 60_000;

/** Sixty services, each with its own hosts; one person for everything, at the product's limits. */
const rules = `
people:
  daniel: { name: Daniel, sms: "+12025550101", email: daniel@example.org, roles: [ops] }
services:
${Array.from({ length: SERVICES + 9 }, (_, n) => `  s${n}: { match: [{ host: "s${n}-*" }] }`).join('\n')}
subscriptions:
  - { who: daniel, to: all }
escalationPolicies:
  default: { steps: [{ page: subscribers }, { after: 15m, page: all-pages }], repeat: 1 }
`;

interface Shown {
  readonly items: readonly { readonly number: number; readonly service: string }[];
}

interface Whole {
  readonly checks: readonly unknown[];
  readonly timeline: readonly { readonly text: string }[];
  readonly notifications: readonly { readonly channel: string; readonly createdAt: string }[];
}

describe('a storm', () => {
  let router: TestRouter;
  let startedAt: number;

  beforeEach(async () => {
    router = await startTestRouter({ rules });
    startedAt = router.clock.now();
  });

  afterEach(async () => {
    await router.stop();
  });

  async function fail(service: number, check: number, severity = 'critical') {
    const body = { kind: 'problem', severity, host: `s${service}-web`, check: `check ${check}`, summary: 'no answer' };
    return router.alert('generic', body);
  }

  /** Every service fails with all its checks, one check after the other over all services, as fast as it is taken. */
  async function storm(severityOf: (service: number) => string = () => 'critical') {
    for (let check = 0; check < CHECKS; check += 1) {
      const services = Array.from({ length: SERVICES }, (_, n) => n);
      await Promise.all(services.map((service) => fail(service, check, severityOf(service))));
    }
  }

  async function incident(number = 0): Promise<Whole> {
    return (await router.api('GET', `/incidents/${number}`)) as Whole;
  }

  /** When the service was told of on a channel first, ms after the storm began. */
  async function firstTold(service: string, channel: string): Promise<number> {
    const { items } = (await router.api('GET', `/incidents?service=${service}`)) as Shown;
    const times = (await incident(items[0]?.number)).notifications
      .filter((one) => one.channel === channel)
      .map(({ createdAt }) => Date.parse(createdAt));
    return Math.min(...times) - startedAt;
  }

  function textsWithin(ms: number) {
    return router.phone('daniel').messages.filter(({ at }) => at <= startedAt + ms);
  }

  it('tells of every service by mail at once and by SMS within a minute, in eleven texts an hour at most', async () => {
    await fail(0, 0);
    await router.phone('daniel').expectSms(/^CRITICAL s0/);
    await storm();
    await router.clock.advance('60s');
    const afterMinute = textsWithin(MINUTE).map(({ body }) => body);
    const told = [];
    for (let n = 0; n < SERVICES; n += 1)
      told.push([await firstTold(`s${n}`, 'email'), await firstTold(`s${n}`, 'sms')]);
    await router.clock.advance('59m');

    expect(afterMinute).toHaveLength(2);
    expect(afterMinute[1]).toMatch(
      /^CRITICAL s\d+: 10 checks, s\d+: 10, s\d+: 10, and 56 services more\n59 of 59 were held back/,
    );
    expect(Math.max(...told.map(([email = Infinity]) => email))).toBeLessThanOrEqual(10_000);
    expect(Math.max(...told.map(([, sms = Infinity]) => sms))).toBeLessThanOrEqual(MINUTE);
    expect(textsWithin(60 * MINUTE).length).toBeLessThanOrEqual(11);
  });

  it('accounts for every alert, and says in each timeline what was held and with which bundle it went', async () => {
    const answers = await fail(0, 0);
    await storm();
    await router.clock.advance('60s');

    const { items } = (await router.api('GET', '/incidents?state=open&limit=100')) as Shown;
    const counts = [];
    for (const { number } of items) counts.push((await incident(number)).checks.length);
    const { timeline } = await incident(items.find(({ service }) => service === 's42')?.number);
    const metrics = await (await fetch(`${router.address}/metrics`)).text();
    const accounted = [...metrics.matchAll(/alerts_total\{[^}]*source="generic"[^}]*\} (\d+)/g)];

    expect(answers.alertId).toBeDefined();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SERVICES * CHECKS);
    expect(accounted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(SERVICES * CHECKS + 1);
    const texts = timeline.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/daniel by SMS: held back by the limits, goes with the next bundle/);
    expect(texts).toMatch(/daniel by SMS \(\+1•••0101\): accepted, in a bundle of 59 pages, 59 of them held back/);
  });

  it('puts critical before warning, and a service that fails later ahead of what is known already', async () => {
    await fail(0, 0);
    await storm((service) => (service < 30 ? 'warning' : 'critical'));
    await router.clock.advance('60s');
    const [, bundle = ''] = router.phone('daniel').texts;

    await router.clock.advance('4m');
    for (let n = 0; n < 3; n += 1) {
      await fail(SERVICES + n, 0);
      await router.clock.advance('60s');
    }

    expect(bundle).toMatch(/^CRITICAL s[3-5]\d: 10 checks/);
    const later = router.phone('daniel').texts.slice(2);
    expect(later).toEqual([
      expect.stringMatching(/^CRITICAL s60: check 0/),
      expect.stringMatching(/^CRITICAL s61: check 0/),
      expect.stringMatching(/^CRITICAL s62: check 0/),
    ]);
  });

  it('ends with one digest by mail: what is still open, and what is over', async () => {
    await fail(0, 0);
    await storm();
    await router.clock.advance('60s');
    await router.pagectl('incident', 'acknowledge', '2', '--by', 'daniel');
    await router.pagectl('incident', 'resolve', '3', '--by', 'daniel');
    await router.clock.advance('13m');

    const digests = router.mail.mails.filter(({ parsed }) => /Calm again/.test(parsed.subject ?? ''));
    expect(digests.map(({ parsed }) => parsed.subject)).toEqual([
      '[DIGEST] Calm again: 2 texts since 23:40 about 60 incidents, 58 still open',
    ]);
    const text = digests[0]?.parsed.text ?? '';
    expect(text).toMatch(/Still open, nobody has acknowledged:\n\n?- #1 CRITICAL s0/);
    expect(text).toMatch(/Acknowledged:\n\n?- #2 CRITICAL .* \(daniel\)/);
    expect(text).toMatch(/Over: 1 incident: s\d+\./);
  });
});
