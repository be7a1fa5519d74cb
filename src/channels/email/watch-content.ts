import type { Readable } from 'node:stream';
import type { SendMailOptions, Transporter } from 'nodemailer';

/**
 * Tells of a mail that failed whether any of its content was handed to the server. Nodemailer reads the content only
 * after the server has agreed to DATA, and names every broken connection alike; so the stream itself is asked.
 */
export function watchContent(transport: Pick<Transporter, 'use'>): (mail: SendMailOptions) => boolean {
  const contents = new WeakMap<object, Readable>();
  transport.use('stream', (mail, callback) => {
    const { message } = mail;
    const key = mail.data.envelope;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const content = create(options);
      if (typeof key === 'object') contents.set(key, content);
      return content;
    };
    callback();
  });
  return ({ envelope }) => typeof envelope === 'object' && contents.get(envelope)?.readableDidRead === true;
}
