import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules, parsoidUp } from './rules.js';

describe('maintenance', () => {
  let router: TestRouter;

  beforeEach(async () => {
    router = await startTestRouter({ rules: parsoidRules });
  });

  afterEach(async () => {
    await router.stop();
  });

  /** Opened by ADMIN_TOKEN: everybody whom it silences is told, the owner answers for it. */
  async function expectNotices(): Promise<void> {
    for (const person of ['daniel', 'roan', 'gabriel']) {
      await router.mailbox(person).expectMail(/\[MAINTENANCE\] admin silences parsoid until/);
    }
  }

  it('pages nobody during a window and everybody at its end while it still fails', async () => {
    await router.pagectl('maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy');
    await expectNotices();
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('24m');
    await router.expectNoMoreMessages();
    await router.clock.advance('5m');
    await router.phone('gabriel').expectSms(/parsoid ends at .*; still failing: LVS HTTP.*pagectl maintenance extend/);
    await router.mailbox('gabriel').expectMail(/parsoid ends at/);
    await router.expectNoMoreMessages();

    await router.clock.advance('1m');

    await router.phone('daniel').expectSms(/[Mm]aintenance.*ended|still/s);
    await router.phone('roan').expectSms(/Parsoid/);
    await router.expectNoMoreMessages('sms');
  });

  it('pages nobody when all is well before the window ends, and remembers what happened', async () => {
    await router.pagectl('maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy');
    await expectNotices();
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('5m');
    await router.alert('icinga', parsoidUp());
    await router.clock.advance('2h');
    await router.mailbox('gabriel').expectMail(/has ended: 1 alert was held, nothing is still failing/);

    const incident = await router.api('GET', '/incidents/1');

    await router.expectNoMoreMessages();
    expect(incident).toMatchObject({ state: 'resolved', resolvedBy: 'monitoring' });
  });

  it('holds a running escalation when a window is opened, and pages at once when it is ended early', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('daniel').expectSms(/CRITICAL/);
    await router.phone('roan').expectSms(/CRITICAL/);
    const { out } = await router.pagectl(
      '--json',
      'maintenance',
      'start',
      'parsoid',
      '--for',
      '2h',
      '--reason',
      'deploy',
    );
    await router.clock.advance('1h');
    await router.expectNoMoreMessages('sms');

    await router.pagectl('maintenance', 'end', String(JSON.parse(out).id));

    await router.phone('roan').expectSms(/Parsoid/);
  });

  it('tells those who had been paged of a recovery inside the window', async () => {
    await router.alert('icinga', parsoidDown());
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.clock.advance('2m');
    await router.pagectl('maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'deploy');

    await router.alert('icinga', parsoidUp());

    await router.phone('roan').expectSms(/RECOVERED|OK|resolved/i);
    await router.mailbox('roan').expectMail(/RECOVERY|RESOLVED|OK/i);
  });

  it('holds what begins inside a downtime of Icinga, and pages when Icinga says that the downtime is over', async () => {
    await router.alert('icinga', parsoidDown({ 'notification.type': 'DOWNTIMESTART', 'service.downtime_depth': '1' }));
    await router.clock.advance('10m');
    await router.expectNoMoreMessages();

    await router.alert('icinga', parsoidDown({ 'notification.type': 'DOWNTIMEEND' }));

    await router.phone('roan').expectSms(/Parsoid/);
  });
});
