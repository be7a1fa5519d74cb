import { createTransport } from 'nodemailer';
import { maskAddress } from '../../domain/channel.js';
import type { SendOutcome } from '../../domain/delivery.js';
import type { Log, Message, MessageChannel } from '../../ports.js';
import { classifySmtpError } from './classify-smtp-error.js';
import { composeMail, mailIdentity } from './compose-mail.js';
import { watchContent } from './watch-content.js';

/** In a storm each service that fails is a mail of its own, and each takes as long as its server. */
const CONNECTIONS = 10;
/** Bounds of connecting, of the greeting, of silence later, and of one whole delivery: a server may trickle its replies. */
const TIMEOUTS: MailTimeouts = { connect: 10_000, greeting: 10_000, socket: 30_000, delivery: 60_000 };
/** Some servers make whom they do not know wait a minute for each reply; whose mail is late has the time. */
const PATIENT: MailTimeouts = { connect: 10_000, greeting: 120_000, socket: 120_000, delivery: 420_000 };
/** So many wait so long at once; the others are as impatient as ever, since each takes room from fresh pages. */
const PATIENT_CONNECTIONS = 2;

/** Milliseconds. */
export interface MailTimeouts {
  readonly connect: number;
  readonly greeting: number;
  readonly socket: number;
  readonly delivery: number;
}

export interface EmailChannelOptions {
  /** `smtp://user:password@host:587` or `smtps://…` */
  readonly smtpUrl: string;
  /** `Pager <pager@example.org>` or an address alone. */
  readonly mailFrom: string;
  readonly log: Log;
  readonly timeoutsMs?: MailTimeouts;
}

/** Mail by SMTP over a few kept connections. One call is one attempt: Nodemailer's own requeueing is off. */
export function createEmailChannel(options: EmailChannelOptions): MessageChannel {
  const identity = mailIdentity(options.mailFrom);
  const ordinary = createWay(options.smtpUrl, options.timeoutsMs ?? TIMEOUTS, CONNECTIONS);
  const patient = createWay(options.smtpUrl, PATIENT, PATIENT_CONNECTIONS);
  let waiting = 0;

  return {
    channel: 'email',
    provider: 'smtp',
    send: (message) =>
      message.isLate && waiting < PATIENT_CONNECTIONS ? sendPatiently(message) : send(message, ordinary),
    close: async () => {
      ordinary.transport.close();
      patient.transport.close();
    },
  };

  async function sendPatiently(message: Message): Promise<SendOutcome> {
    waiting += 1;
    return send(message, patient).finally(() => {
      waiting -= 1;
    });
  }

  async function send(message: Message, { transport, wasSent, deliveryMs }: Way): Promise<SendOutcome> {
    const mail = composeMail(message, identity);
    try {
      const { messageId } = await transport.sendMail({ ...mail, signal: AbortSignal.timeout(deliveryMs) });
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

type Way = ReturnType<typeof createWay>;

function createWay(smtpUrl: string, timeoutsMs: MailTimeouts, connections: number) {
  const transport = createTransport({
    pool: true,
    url: smtpUrl,
    maxConnections: connections,
    maxRequeues: 0,
    connectionTimeout: timeoutsMs.connect,
    greetingTimeout: timeoutsMs.greeting,
    socketTimeout: timeoutsMs.socket,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { transport, wasSent: watchContent(transport), deliveryMs: timeoutsMs.delivery };
}
