import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { until } from './until.js';

/** What the server does with a mail. `451`, `550`: at RCPT; `552`: after the content; `drop-…`: no reply to the content; `tarpit`: the reply to RCPT takes 8 s; `tarpitMs`: each reply takes so long, or that to RCPT. */
export type SmtpMode =
  | 'accept'
  | '451'
  | '550'
  | '552'
  | '452-data'
  | 'tarpit'
  | 'drop-at-rcpt'
  | 'drop-after-dot'
  | 'drop-after-accept'
  | { readonly tarpitMs: number; readonly only?: 'RCPT' };

/** A mail that the server has taken. */
export interface ReceivedMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** As it came over the wire. */
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** One person's mailbox. */
export interface Mailbox {
  readonly mails: readonly ReceivedMail[];
  /** Waits for a mail whose subject matches and that was not expected before. */
  expectMail(subject: RegExp, timeoutMs?: number): Promise<ReceivedMail>;
  /** Fails if a mail has come that nobody expected. */
  expectNothingElse(): void;
}

export interface MailServer {
  /** `smtp://…` with the login when one is asked for. */
  readonly url: string;
  mode(mode: SmtpMode): void;
  mailbox(address: string): Mailbox;
  readonly mails: readonly ReceivedMail[];
  /** Contents that came in full, taken or not: attempts as the server saw them. */
  readonly contents: readonly string[];
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** Asked for when given; every other login is refused with 535. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Offers STARTTLS with a certificate that nobody trusts. */
  readonly distrusted?: boolean;
}

const TARPIT_MS = 8000;

/** A real SMTP server on loopback. */
export async function startMailServer({ login, distrusted = false }: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const contents: string[] = [];
  const expected = new Set<ReceivedMail>();
  let mode: SmtpMode = 'accept';
  const afterPause = (reply: () => void, command?: 'RCPT'): void => {
    if (typeof mode === 'object' && (mode.only === undefined || mode.only === command))
      setTimeout(reply, mode.tarpitMs).unref();
    else reply();
  };

  const server = new SMTPServer({
    authOptional: login === undefined,
    hideSTARTTLS: !distrusted,
    disableReverseLookup: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, callback) => {
      const right = auth.username === login?.user && auth.password === login?.password;
      callback(right ? null : refusal(535), right ? { user: login?.user } : undefined);
    },
    onConnect: (_session, callback) => afterPause(callback),
    onMailFrom: (_address, _session, callback) => afterPause(callback),
    onRcptTo: (_address, session, callback) => {
      if (mode === 'drop-at-rcpt') return drop(server, session.id);
      if (mode === '451' || mode === '550') return callback(refusal(Number(mode)));
      if (mode !== 'tarpit') return afterPause(callback, 'RCPT');
      const timer = setTimeout(callback, TARPIT_MS);
      timer.unref();
    },
    onData: (stream, session, callback) => {
      const envelope = {
        from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(({ address }) => address),
      };
      const receive = async () => {
        const raw = await buffer(stream);
        contents.push(raw.toString('utf8'));
        if (mode === '552') return callback(refusal(552));
        if (mode === '452-data') return callback(refusal(452));
        if (mode === 'drop-after-dot') return drop(server, session.id);
        mails.push({ envelope, raw: raw.toString('utf8'), parsed: await simpleParser(raw) });
        if (mode === 'drop-after-accept') return drop(server, session.id);
        afterPause(() => callback(null));
      };
      receive().catch(callback);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  const credentials =
    login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;

  return {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    mode: (next) => {
      mode = next;
    },
    mailbox: (address) => mailboxOf(address, mails, expected),
    mails,
    contents,
    close: () => {
      for (const { id } of server.connections) drop(server, id);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function mailboxOf(address: string, all: readonly ReceivedMail[], expected: Set<ReceivedMail>): Mailbox {
  const mine = () => all.filter(({ envelope }) => envelope.to.includes(address));
  return {
    get mails() {
      return mine();
    },
    expectMail: async (subject, timeoutMs = 30_000) => {
      const matches = (mail: ReceivedMail) => !expected.has(mail) && subject.test(mail.parsed.subject ?? '');
      const found = await until(() => mine().find(matches), {
        timeoutMs,
        describe: () =>
          `a mail to ${address} like ${subject}; it has got ${
            mine()
              .map(({ parsed }) => parsed.subject)
              .join(' | ') || 'nothing'
          }`,
      });
      expected.add(found);
      return found;
    },
    expectNothingElse: () => {
      const rest = mine().filter((mail) => !expected.has(mail));
      if (rest.length > 0)
        throw new Error(
          `${address} got mail that nobody expected: ${rest.map(({ parsed }) => parsed.subject).join(' | ')}`,
        );
    },
  };
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('as the test wants it'), { responseCode });
}

/** Cuts a connection without a word. */
function drop(server: SMTPServer, id: string): void {
  for (const connection of server.connections) if (connection.id === id) connection._socket.destroy();
}
