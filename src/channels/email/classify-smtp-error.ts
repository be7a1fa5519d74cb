import type { NodemailerError } from 'nodemailer';
import type { SendOutcome } from '../../domain/delivery.js';

type Failure = Exclude<SendOutcome, { kind: 'accepted' }>;

/** What is known of a failed SMTP delivery. */
export interface SmtpFailure {
  readonly error: unknown;
  /** Content of the message was handed to the server: from then on only a reply tells whether it was taken. */
  readonly contentSent: boolean;
}

/** The fields that Nodemailer's errors may carry, '' and 0 where they do not. Source: nodemailer `errors.d.ts`. */
interface SmtpError {
  readonly code: string;
  readonly originalCode: string;
  /** Reply code of the server, 0 when it did not reply. */
  readonly reply: number;
  /** Command in flight: `RCPT TO`, `DATA`, `AUTH PLAIN`, `CONN`. */
  readonly command: string;
}

const AUTHENTICATION = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2']);
const CONFIGURATION = new Set(['ECONFIG', 'EREQUIRETLS']);
const CERTIFICATE = /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY))/;

/** What became of a mail whose delivery failed; never takes the server's own text, which names the address. */
export function classifySmtpError({ error, contentSent }: SmtpFailure): Failure {
  const seen = fieldsOf(error);
  if (AUTHENTICATION.has(seen.code)) return refusedLogin(seen);
  if (seen.reply >= 400) return replied(seen);
  if (CONFIGURATION.has(seen.code) || CERTIFICATE.test(seen.originalCode)) {
    return permanent(seen.originalCode || seen.code, 'no connection as configured to the mail server', true);
  }
  if (seen.code === 'EENVELOPE' || seen.code === 'EMESSAGE') {
    return permanent(seen.code, 'not an address that mail can be sent to', false);
  }
  const code = seen.originalCode || seen.code || 'NO_ANSWER';
  if (contentSent) return { kind: 'unknown', code, text: 'the mail server did not confirm the message' };
  return retry(code, 'the mail server could not be reached');
}

function refusedLogin({ code, reply }: SmtpError): Failure {
  if (reply >= 400 && reply < 500) return retry(String(reply), 'the mail server cannot check the login now');
  return permanent(String(reply || code), 'the mail server refused the login', true);
}

/** 4xx: later. 5xx: of the recipient and of the content it concerns this message; of anything else, all we send. */
function replied({ reply, command }: SmtpError): Failure {
  if (reply < 500) return retry(String(reply), 'the mail server asks to try later');
  if (command === 'RCPT TO') return permanent(String(reply), 'the mail server refused the recipient', false);
  if (command === 'DATA') return permanent(String(reply), 'the mail server refused the message', false);
  return permanent(String(reply), 'the mail server refused us as a sender', true);
}

function retry(code: string, text: string): Failure {
  return { kind: 'retry', code, text, afterSeconds: null };
}

function permanent(code: string, text: string, configuration: boolean): Failure {
  return { kind: 'permanent', code, text, configuration };
}

function fieldsOf(error: unknown): SmtpError {
  const { code, originalCode, command, responseCode }: Partial<NodemailerError> = Object(error);
  return { code: code ?? '', originalCode: originalCode ?? '', command: command ?? '', reply: responseCode ?? 0 };
}
