import type { SendMailOptions } from 'nodemailer';
import type { Message } from '../../ports.js';

export interface MailIdentity {
  /** `MAIL_FROM`: an address, or a name with an address. */
  readonly from: string;
  /** The address of `from` alone; also the envelope's sender. */
  readonly address: string;
  /** Domain of our Message-IDs. */
  readonly domain: string;
}

/** The parts of `MAIL_FROM`: `Pager <pager@example.org>` or `pager@example.org`. */
export function mailIdentity(from: string): MailIdentity {
  const line = oneLine(from);
  const address = oneLine(/<([^<>]+)>\s*$/.exec(line)?.[1] ?? line);
  return { from: line, address, domain: address.slice(address.lastIndexOf('@') + 1) || 'localhost' };
}

/**
 * One mail. Its Message-ID is made of the notification, so a second attempt is recognizable as the same mail; all mails
 * of an incident refer to one thread root. Auto-Submitted and its kin keep holiday replies away (RFC 3834).
 */
export function composeMail(message: Message, identity: MailIdentity): SendMailOptions {
  const to = oneLine(message.to);
  const root = message.thread === null ? null : `<incident.${idPart(message.thread)}@${identity.domain}>`;
  return {
    messageId: `<${idPart(message.notificationId)}@${identity.domain}>`,
    ...(root === null ? {} : { inReplyTo: root, references: root }),
    from: identity.from,
    to,
    envelope: { from: identity.address, to },
    date: new Date(message.createdAt),
    subject: oneLine(message.subject),
    text: message.text,
    ...(message.html === null ? {} : { html: message.html }),
    priority: message.urgency === 'high' ? 'high' : 'normal',
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `paging-router <pages.${identity.domain}>`,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** What may stand left of the `@` of a Message-ID. */
function idPart(id: string): string {
  return id.replace(/[^\w.-]+/g, '.');
}
