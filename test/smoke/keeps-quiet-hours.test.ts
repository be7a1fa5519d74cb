import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

/** Roan's nights (of Berlin, 23:40 UTC is 01:40) are quiet: what is not urgent waits until 07:00, which is 05:00 UTC. */
const rules = `${parsoidRules.replace('roan@example.org }', 'roan@example.org, quiet: nights }')}
hours: { nights: { timezone: Europe/Berlin, times: ["22:00-07:00"] } }
`;

let router: TestRouter;

afterEach(() => router.stop());

const warning = (host: string, changes = {}) =>
  parsoidDown({ 'host.name': host, 'service.name': `load of ${host}`, 'service.state': 'WARNING', ...changes });

/** One incident each, since hosts of no service are grouped alone. */
const grouped = rules.replace('owners: [gabriel] }', 'owners: [gabriel], groupBy: host }');

async function start(): Promise<void> {
  router = await startTestRouter({ rules: grouped });
}

describe('quiet hours', () => {
  it('hold what is of low urgency, over a restart too, and end with one summary of what still fails', async () => {
    await start();
    await router.alert('icinga', warning('wtp1'));
    await router.clock.advance('30m');
    await router.alert('icinga', warning('wtp2'));
    await router.alert('icinga', warning('wtp3'));
    await router.clock.advance('1h');
    await router.alert('icinga', parsoidUp({ 'host.name': 'wtp3', 'service.name': 'load of wtp3' }));
    await router.mailbox('roan').expectNothing();
    await router.restart();
    await router.clock.advance('200m');
    await router.mailbox('roan').expectNothing();

    await router.clock.advance('30m');

    const summary = await router.mailbox('roan').expectMail(/^\[PROBLEM\] 2 incidents: /);
    expect(summary.parsed.text).toMatch(/load of wtp1/);
    expect(summary.parsed.text).toMatch(/load of wtp2/);
    expect(summary.parsed.text).toMatch(/2 of these pages had to wait for the end of your quiet hours/);
    expect(summary.parsed.text).toMatch(/^Ended during your quiet hours: .*load of wtp3 \(00:10 to 01:10\)$/m);
    await router.mailbox('roan').expectNothing();
    await router.phone('roan').expectNothing();
    for (const host of ['wtp1', 'wtp2', 'wtp3']) {
      await router.mailbox('daniel').expectMail(new RegExp(`PROBLEM.*load of ${host}`));
    }
  });

  it('end with one short mail where all has ended', async () => {
    router = await startTestRouter({
      rules: grouped.replace('quiet: nights }', 'quiet: nights, timezone: Europe/Berlin }'),
    });
    await router.alert('icinga', warning('wtp1'));
    await router.alert('icinga', warning('wtp2'));
    await router.clock.advance('1h');
    await router.alert('icinga', parsoidUp({ 'host.name': 'wtp1', 'service.name': 'load of wtp1' }));
    await router.api('POST', '/incidents/2/resolve', { by: 'daniel' });
    await router.clock.advance('4h');
    await router.mailbox('roan').expectNothing();

    await router.clock.advance('30m');

    const summary = await router.mailbox('roan').expectMail(/^\[OVER\] 2 incidents ended during your quiet hours$/);
    expect(summary.parsed.text).toMatch(
      /^Ended during your quiet hours: .*load of wtp1 \(01:40 to 02:40\); .*load of wtp2 \(01:40 to 02:40, resolved by daniel\)$/m,
    );
    await router.mailbox('roan').expectNothing();
    await router.phone('roan').expectNothing();
  });

  it('end with the recovery alone for whoever was told of the problem before them', async () => {
    router = await startTestRouter({ rules: grouped, at: '2013-04-18T19:30:00Z' });
    await router.alert('icinga', warning('wtp1'));
    await router.mailbox('roan').expectMail(/PROBLEM.*load of wtp1/);
    await router.api('POST', '/incidents/1/snooze', { by: 'daniel', for: '2h' });
    await router.mailbox('roan').expectMail(/TAKEN/);
    await router.clock.advance('3h');
    await router.alert('icinga', parsoidUp({ 'host.name': 'wtp1', 'service.name': 'load of wtp1' }));
    await router.clock.advance('6h');
    await router.mailbox('roan').expectNothing();

    await router.clock.advance('1h');

    const over = await router.mailbox('roan').expectMail(/^\[RECOVERY\] .*load of wtp1/);
    expect(over.parsed.text).not.toMatch(/Ended during/);
    await router.mailbox('roan').expectNothing();
  });

  it('are shown by the timeline and by explain', async () => {
    await start();
    await router.alert('icinga', warning('wtp1'));

    const timeline = JSON.stringify(await router.api('GET', '/incidents/1/timeline'));
    const { out } = await router.pagectl('explain', '--incident', '1', '--person', 'roan');

    expect(timeline).toContain('quiet hours of roan: held until 2013-04-19 05:00 UTC');
    expect(out).toMatch(/roan is paged after 5h 20m by email: .*quiet hours: held until 2013-04-19 05:00 UTC/);
  });

  it('hold nothing that is urgent, and what was held for it is not sent as well', async () => {
    await start();
    await router.alert('icinga', warning('wtp1'));
    await router.alert('icinga', warning('wtp1', { 'service.state': 'CRITICAL' }));
    await router.phone('roan').expectSms(/Now CRITICAL/);
    await router.mailbox('roan').expectMail(/PROBLEM.*CRITICAL/);
    await router.api('POST', '/incidents/1/acknowledge', { by: 'roan' });
    await router.api('POST', '/incidents/1/resolve', { by: 'roan' });

    await router.clock.advance('6h');

    await router.mailbox('roan').expectNothing();
    await router.phone('roan').expectNothing();
  });

  it('that never end are refused with the place', async () => {
    await start();
    const always = grouped.replace('times: ["22:00-07:00"]', 'times: ["00:00-24:00"]');
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
    const directory = await mkdtemp('/tmp/pr-quiet-');
    await writeFile(`${directory}/rules.yaml`, always);
    const { out, err, exitCode } = await router.pagectl('rules', 'check', '--rules', directory);
    await rm(directory, { recursive: true });

    expect(exitCode).toBe(1);
    expect(out + err).toMatch(/rules\.yaml:\d+.*the quiet hours `nights` of `roan` are never over/);
  });
});
