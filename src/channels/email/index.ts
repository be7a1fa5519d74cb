import { createTransport } from 'nodemailer';
import { maskAddress } from '../../domain/channel.js';
import type { SendOutcome } from '../../domain/delivery.js';
import type { Log, Message, MessageChannel } from '../../ports.js';
import { classifySmtpError } from './classify-smtp-error.js';
import { composeMail, mailIdentity } from './compose-mail.js';
import { watchContent } from './watch-content.js';

/** In a storm each service that fails is a mail of its own, and each takes as long as its server. */
const CONNECTIONS = 10;
const CONNECT_MS = 10_000;
const GREETING_MS = 10_000;
const SOCKET_MS = 30_000;
/** Bound of one whole delivery: a server that trickles its replies never runs into the socket's time-out. */
const DELIVERY_MS = 60_000;

export interface EmailChannelOptions {
  /** `smtp://user:password@host:587` or `smtps://…` */
  readonly smtpUrl: string;
  /** `Pager <pager@example.org>` or an address alone. */
  readonly mailFrom: string;
  readonly log: Log;
  /** Bounds of connecting, of the greeting, and of silence later: 10, 10 and 30 s. */
  readonly timeoutsMs?: { readonly connect: number; readonly greeting: number; readonly socket: number };
}

/** Mail by SMTP over a few kept connections. One call is one attempt: Nodemailer's own requeueing is off. */
export function createEmailChannel(options: EmailChannelOptions): MessageChannel {
  const identity = mailIdentity(options.mailFrom);
  const transport = createPool(options);
  const wasSent = watchContent(transport);

  return {
    channel: 'email',
    provider: 'smtp',
    send: (message) => send(message),
    close: async () => transport.close(),
  };

  async function send(message: Message): Promise<SendOutcome> {
    const mail = composeMail(message, identity);
    try {
      const { messageId } = await transport.sendMail({ ...mail, signal: AbortSignal.timeout(DELIVERY_MS) });
      return { kind: 'accepted', providerId: messageId };
    } catch (error) {
      const outcome = classifySmtpError({ error, contentSent: wasSent(mail) });
      const { notificationId, incidentId, to } = message;
      const fields = { notificationId, incidentId, to: maskAddress(to), outcome: outcome.kind, code: outcome.code };
      options.log.warn(fields, 'mail was not accepted');
      return outcome;
    }
  }
}

function createPool({ smtpUrl, timeoutsMs }: EmailChannelOptions) {
  return createTransport({
    pool: true,
    url: smtpUrl,
    maxConnections: CONNECTIONS,
    maxRequeues: 0,
    connectionTimeout: timeoutsMs?.connect ?? CONNECT_MS,
    greetingTimeout: timeoutsMs?.greeting ?? GREETING_MS,
    socketTimeout: timeoutsMs?.socket ?? SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
