import { afterEach, describe, expect, it } from '@jest/globals';
import { startTestRouter, type TestRouter } from '../harness/router.js';
import { parsoidDown, parsoidRules } from './rules.js';

const NEW = '+12025550199';

let router: TestRouter;

afterEach(() => router.stop());

async function codeAt(number: string): Promise<string> {
  await router.phone(number).expectSms(/lets paging-router send the pages of roan here/);
  return /^\d+/.exec(router.phone(number).messages.at(-1)?.body ?? '')?.[0] ?? '';
}

async function added(...options: readonly string[]): Promise<string> {
  const begun = await router.pagectl('contact', 'add', 'roan', '--sms', NEW, ...options);
  const [, id = ''] = /--id (\w+)/.exec(begun.err) ?? [];
  return (await router.pagectl('contact', 'add', 'roan', '--id', id, '--code', await codeAt(NEW))).out;
}

describe('a contact method of their own', () => {
  it('gets no page before its code has come back, and every page from then on, over a restart too', async () => {
    router = await startTestRouter({ rules: parsoidRules });
    const begun = await router.api(
      'POST',
      '/people/roan/contact-methods',
      { channel: 'sms', to: NEW, first: true },
      202,
    );
    const code = await codeAt(NEW);
    await router.alert('icinga', parsoidDown());
    await router.phone('roan').expectSms(/CRITICAL/);
    await router.phone(NEW).expectNothing();

    const { id } = begun as { id: string };
    await router.api('POST', `/people/roan/contact-methods/${id}/confirm`, { code }, 201);
    await router.mailbox('roan').expectMail(/A contact method was added/);
    await router.restart();
    await router.clock.advance('2m');
    await router.alert('icinga', parsoidDown({ 'host.name': 'db1', 'service.name': 'parsoid of db' }));
    await router.api('POST', '/incidents/1/escalate', { by: 'daniel' });
    await router.api('POST', '/incidents/1/resolve', { by: 'daniel' });
    await router.clock.advance('2m');
    await router.alert('icinga', parsoidDown({ 'service.name': 'parsoid anew' }));

    await router.phone(NEW).expectSms(/CRITICAL Parsoid/);
    expect(JSON.stringify(await router.api('GET', '/audit?action=contact-methods.add'))).toContain(
      'sms +1•••0199 of roan',
    );
    expect(router.logLines.join('')).not.toContain(NEW);
  });

  it('is called when the one in the rules fails, may answer by text, and is forgotten when it is removed', async () => {
    router = await startTestRouter({ rules: parsoidRules, env: { TWILIO_REPLIES: 'on' } });
    expect(await added()).toMatch(/Pages of roan go to sms \+1•••0199 too/);
    await router.mailbox('roan').expectMail(/A contact method was added/);
    router.twilio.mode({ error: 21211 }, 2);
    await router.alert('icinga', parsoidDown());
    await router.clock.advance('1m');
    await router.phone(NEW).expectSms(/CRITICAL/);
    await router.text(NEW, '1 ack');
    await router.phone(NEW).expectSms(/^Acknowledged #1/);

    const listed = await router.pagectl('contact', 'list', 'roan');
    const [id = ''] = /^[0-9a-f]{16}/m.exec(listed.out) ?? [];
    const removed = await router.pagectl('contact', 'remove', 'roan', id);
    const again = await router.pagectl('contact', 'remove', 'roan', id);

    expect(listed.out).toMatch(/in the rules/);
    expect(removed.out).toMatch(/No page goes to sms \+1•••0199 any more/);
    expect(again.exitCode).toBe(1);
    await router.pagectl('page', 'test', 'roan');
    await router.phone('roan').expectSms(/TEST/);
    await router.phone(NEW).expectNothing();
  });

  it('is refused with the reason: a wrong code, five times at most; what belongs to somebody; what is none', async () => {
    router = await startTestRouter({ rules: parsoidRules });
    const path = '/people/roan/contact-methods';
    const { id } = (await router.api('POST', path, { channel: 'sms', to: NEW }, 202)) as { id: string };
    const right = await codeAt(NEW);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let n = 0; n < 5; n += 1) {
      expect(await router.api('POST', `${path}/${id}/confirm`, { code: wrong }, 409)).toMatchObject({
        code: 'wrong-code',
      });
    }

    expect(await router.api('POST', `${path}/${id}/confirm`, { code: right }, 409)).toMatchObject({
      code: 'wrong-code',
    });
    expect(await router.api('POST', path, { channel: 'sms', to: '+12025550101' }, 409)).toMatchObject({
      code: 'address-taken',
    });
    expect(await router.api('POST', path, { channel: 'sms', to: '0151' }, 400)).toMatchObject({
      errors: [{ path: 'to' }],
    });
    await router.api('POST', '/people/nobody/contact-methods', { channel: 'sms', to: NEW }, 404);
    expect(await router.api('GET', path)).toMatchObject({ items: [{ id: null }, { id: null }] });
  });
});
