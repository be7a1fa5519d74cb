import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';

/** The web shop stands on MySQL; whoever is on duty hears of both, the team of the shop only of the shop. */
const rules = `
people:
  daniel: { name: Daniel, sms: "+12025550101", email: daniel@example.org, roles: [ops] }
  roan: { name: Roan, sms: "+12025550143", email: roan@example.org }
services:
  mysql: { name: MySQL, match: [{ host: "db*" }] }
  shop: { name: Shop, match: [{ host: "shop*" }], dependsOn: [mysql] }
subscriptions:
  - { who: daniel, to: all }
  - { who: roan, to: shop }
escalationPolicies:
  default: { steps: [{ page: subscribers }, { after: 15m, page: all-pages }], repeat: 0 }
limits: { sms: off, email: off }
`;

describe('a service that depends on one that is down', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules, env: { TWILIO_REPLIES: 'on' } });
  });

  afterEach(async () => {
    await router.stop();
  });

  async function tell(kind: 'problem' | 'recovery', host: string) {
    await router.alert('generic', { kind, severity: 'critical', host, check: 'http', summary: 'Connection refused' });
  }

  it('wakes nobody while MySQL is down, and everybody shows it with MySQL', async () => {
    await tell('problem', 'db1');
    await router.phone('daniel').expectSms(/^CRITICAL MySQL/);

    await tell('problem', 'shop1');
    await router.phone('roan').expectNothing();
    const list = await router.pagectl('incident', 'list');
    const shown = await router.pagectl('incident', 'show', '2');
    const parent = await router.pagectl('incident', 'show', '1');
    const why = await router.pagectl('explain', '--incident', '2');
    const alert = { kind: 'problem', severity: 'critical', host: 'shop7', check: 'http', summary: 'x' };
    const draft = await router.pagectlReading(JSON.stringify(alert), 'explain', '--alert', '-');
    await router.clock.advance('15m');

    expect(list.out).toMatch(/\b2\b.*held: depends on MySQL \(incident #1\)/);
    expect(shown.out).toMatch(/suppressed +depends on MySQL \(incident #1\)/);
    expect(parent.out).toMatch(/held with this, since it depends on it: Shop: http on shop1 \(critical\)/);
    expect(why.out).toMatch(/depends on MySQL \(incident #1\)/);
    expect(draft.out).toMatch(/depends on MySQL \(incident #1\)/);
    await router.phone('daniel').expectSms(/MySQL(.|\n)*with it: Shop \(#2\)/);
    await router.phone('roan').expectNothing();
    await router.phone('daniel').expectNothing();
  });

  it('is paged on its own when MySQL is back and it is not', async () => {
    await tell('problem', 'db1');
    await tell('problem', 'shop1');
    await router.clock.advance('5m');

    await tell('recovery', 'db1');
    await router.settle();

    await router
      .phone('roan')
      .expectSms(/^CRITICAL Shop: http on shop1\n(.|\n)*what it depends on is back, failing since/);
    const { parsed } = await router.mailbox('roan').expectMail(/Shop/);
    expect(parsed.text).toContain('CRITICAL: what it depends on is back, still failing');
    expect(await router.api('GET', '/incidents/2')).toMatchObject({ state: 'triggered', suppressed: null });
  });

  it('wakes nobody when it recovers with MySQL', async () => {
    await tell('problem', 'db1');
    await tell('problem', 'shop1');
    await tell('recovery', 'shop1');
    await tell('recovery', 'db1');
    await router.clock.advance('1h');

    await router.phone('roan').expectNothing();
    await router.mailbox('roan').expectNothing();
  });

  it('tells whoever has it what joined meanwhile, once MySQL is back, and nothing else', async () => {
    await tell('problem', 'shop1');
    await router.phone('roan').expectSms(/^CRITICAL Shop: http on shop1/);
    await router.phone('daniel').expectSms(/^CRITICAL Shop/);
    await router.text('roan', '1 a');
    await router.phone('roan').expectSms(/^Acknowledged #1/);
    await tell('problem', 'db1');
    await router.phone('daniel').expectSms(/^CRITICAL MySQL/);
    await router.clock.advance('1m');
    await tell('problem', 'shop2');
    await router.clock.advance('10m');
    await router.phone('roan').expectNothing();

    await tell('recovery', 'db1');
    await router.clock.advance('2m');

    await router.phone('roan').expectSms(/^UPDATE CRITICAL Shop: http on shop1 and 1 more/);
    await router.clock.advance('10m');
    await router.phone('roan').expectNothing();
    expect(await router.api('GET', '/incidents/1')).toMatchObject({ state: 'acknowledged', suppressed: null });
  });

  it('tells whoever has it nothing when MySQL comes and goes meanwhile', async () => {
    await tell('problem', 'shop1');
    await router.phone('roan').expectSms(/^CRITICAL Shop: http on shop1/);
    await router.text('roan', '1 a');
    await router.phone('roan').expectSms(/^Acknowledged #1/);
    await tell('problem', 'db1');
    await router.clock.advance('5m');

    await tell('recovery', 'db1');
    await router.clock.advance('10m');

    await router.phone('roan').expectNothing();
  });
});
