import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createEmailChannel, type EmailChannelOptions } from '../../../src/channels/email/index.js';
import type { MessageChannel } from '../../../src/ports.js';
import { type MailServer, startMailServer } from '../../harness/smtp-server.js';
import { aMessage, keptLog } from '../builders.js';

const TO = 'roan@example.org';
const TIMEOUTS = { connect: 1_000, greeting: 500, socket: 500, delivery: 60_000 };

describe('the email channel', () => {
  let server: MailServer;
  let log: ReturnType<typeof keptLog>;
  const open: MessageChannel[] = [];

  function channel(overrides: Partial<EmailChannelOptions> = {}): MessageChannel {
    const mailFrom = 'Paging <pager@router.example.org>';
    const made = createEmailChannel({ smtpUrl: server.url, mailFrom, log, timeoutsMs: TIMEOUTS, ...overrides });
    open.push(made);
    return made;
  }

  beforeEach(async () => {
    server = await startMailServer();
    log = keptLog();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
    await server.close();
  });

  it('sends', async () => {
    const message = aMessage({ to: TO, html: '<p>down</p>', thread: 'inc1', notificationId: 'n1' });

    const outcome = await channel().send(message);

    expect(outcome).toEqual({ kind: 'accepted', providerId: '<n1@router.example.org>' });
    const { parsed, envelope } = await server.mailbox(TO).expectMail(/PROBLEM/);
    expect(envelope).toEqual({ from: 'pager@router.example.org', to: [TO] });
    expect(parsed.subject).toBe(message.subject);
    expect(parsed.text?.trim()).toBe(message.text);
    expect(parsed.html).toBe('<p>down</p>');
  });

  it('says that a machine wrote it, that it matters, and where it belongs', async () => {
    await channel().send(aMessage({ to: TO, thread: 'inc1', notificationId: 'n1', urgency: 'high' }));

    const { parsed } = await server.mailbox(TO).expectMail(/PROBLEM/);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(parsed.headers.get('priority')).toBe('high');
    expect(server.mails[0]?.raw).toContain('List-ID: paging-router <pages.router.example.org>');
    expect(parsed.messageId).toBe('<n1@router.example.org>');
    expect(parsed.inReplyTo).toBe('<incident.inc1@router.example.org>');
    expect(parsed.references).toBe('<incident.inc1@router.example.org>');
  });

  it('does not press where it is not urgent, nor thread what belongs to no incident', async () => {
    await channel().send(aMessage({ to: TO, thread: null, urgency: 'low' }));

    const { parsed } = await server.mailbox(TO).expectMail(/PROBLEM/);
    expect(server.mails[0]?.raw).not.toMatch(/^(?:X-Priority|Importance):/m);
    expect(parsed.inReplyTo).toBeUndefined();
  });

  it('reports permanent failure', async () => {
    server.mode('550');

    expect(await channel().send(aMessage({ to: TO }))).toMatchObject({
      kind: 'permanent',
      code: '550',
      configuration: false,
    });
  });

  it('reports a refused message as permanent', async () => {
    server.mode('552');

    expect(await channel().send(aMessage({ to: TO }))).toMatchObject({ kind: 'permanent', code: '552' });
  });

  it('reports a refused login as a matter of configuration', async () => {
    const guarded = await startMailServer({ login: { user: 'pager', password: 'right' } });
    const email = channel({ smtpUrl: guarded.url.replace('right', 'wrong') });

    const refused = await email.send(aMessage({ to: TO }));
    const taken = await channel({ smtpUrl: guarded.url }).send(aMessage({ to: TO }));

    expect(refused).toMatchObject({ kind: 'permanent', code: '535', configuration: true });
    expect(taken.kind).toBe('accepted');
    await email.close();
    await guarded.close();
  });

  it.each(['451', '452-data'] as const)('reports temporary failure after %s', async (mode) => {
    server.mode(mode);

    expect(await channel().send(aMessage({ to: TO }))).toMatchObject({ kind: 'retry', code: mode.slice(0, 3) });
  });

  it('reports a refused connection as temporary', async () => {
    const { url } = server;
    await server.close();

    expect(await channel({ smtpUrl: url }).send(aMessage({ to: TO }))).toMatchObject({
      kind: 'retry',
      code: 'ECONNREFUSED',
    });
    server = await startMailServer();
  });

  it('reports a name that does not resolve as temporary', async () => {
    const outcome = await channel({
      smtpUrl: 'smtp://mail.invalid',
      timeoutsMs: { ...TIMEOUTS, connect: 10_000 },
    }).send(aMessage({ to: TO }));

    expect(outcome.kind).toBe('retry');
  });

  it('reports a server that never greets as temporary', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    const outcome = await channel({ smtpUrl: `smtp://127.0.0.1:${port}` }).send(aMessage({ to: TO }));

    expect(outcome).toMatchObject({ kind: 'retry' });
    silent.close();
  });

  it('gives up on a server that makes it wait for each reply, but for a mail that is late', async () => {
    server.mode({ tarpitMs: 700 });

    expect(await channel().send(aMessage({ to: TO }))).toMatchObject({ kind: 'retry' });
    expect(await channel().send(aMessage({ to: TO, isLate: true }))).toMatchObject({ kind: 'accepted' });
    expect(server.mails).toHaveLength(1);
  });

  it('is as patient for two late mails at once, and no more', async () => {
    server.mode({ tarpitMs: 700 });
    const email = channel();
    const late = () => email.send(aMessage({ to: TO, isLate: true }));

    const outcomes = await Promise.all([late(), late(), late()]);

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'accepted', 'retry']);
  });

  it('reports a connection that broke before the content as temporary', async () => {
    server.mode('drop-at-rcpt');

    expect(await channel().send(aMessage({ to: TO }))).toMatchObject({ kind: 'retry' });
    expect(server.contents).toEqual([]);
  });

  it('reports a kept connection that the server has closed as temporary, also on the second mail', async () => {
    const email = channel();
    await email.send(aMessage({ to: TO }));
    server.mode('drop-at-rcpt');

    expect(await email.send(aMessage({ to: TO, notificationId: 'n2' }))).toMatchObject({ kind: 'retry' });
    server.mode('accept');
    expect(await email.send(aMessage({ to: TO, notificationId: 'n2' }))).toMatchObject({ kind: 'accepted' });
  });

  it.each(['drop-after-dot', 'drop-after-accept'] as const)(
    'reports unknown after %s, and has tried once only',
    async (mode) => {
      server.mode(mode);

      expect(await channel().send(aMessage({ to: TO }))).toMatchObject({ kind: 'unknown' });
      expect(server.contents).toHaveLength(1);
    },
  );

  it('repeats a mail under the same Message-ID', async () => {
    const email = channel();
    server.mode('drop-after-accept');
    await email.send(aMessage({ to: TO }));
    server.mode('accept');
    await email.send(aMessage({ to: TO }));

    const ids = server.mails.map(({ parsed }) => parsed.messageId);
    expect(ids).toEqual(['<n1@router.example.org>', '<n1@router.example.org>']);
    expect(email.find).toBeUndefined();
  });

  it('masks the address in logs', async () => {
    server.mode('550');
    await channel().send(aMessage({ to: TO }));

    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).not.toContain(TO);
    expect(log.lines[0]).toContain('r•••@example.org');
  });

  it('makes exactly one mail with the expected headers of any text', async () => {
    const email = channel();
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\r\nBcc: evil@example.org\r\n\r\nx', '\n.\n'),
    );

    await fc.assert(
      fc.asyncProperty(anything, anything, async (subject, text) => {
        const before = server.mails.length;

        const outcome = await email.send(aMessage({ to: TO, subject: `S${subject}`, text, html: text }));

        expect(outcome.kind).toBe('accepted');
        expect(server.mails.length).toBe(before + 1);
        expect(server.mails[before]?.envelope).toEqual({ from: 'pager@router.example.org', to: [TO] });
        expect(headerNames(server.mails[before]?.raw ?? '')).toEqual(EXPECTED_HEADERS);
      }),
      { numRuns: 60 },
    );
  });
});

const EXPECTED_HEADERS = [
  'auto-submitted',
  'content-type',
  'date',
  'from',
  'importance',
  'in-reply-to',
  'list-id',
  'message-id',
  'mime-version',
  'references',
  'subject',
  'to',
  'x-auto-response-suppress',
  'x-msmail-priority',
  'x-priority',
];

function headerNames(raw: string): readonly string[] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ');
  return head
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .sort();
}
