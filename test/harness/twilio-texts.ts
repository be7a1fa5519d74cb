import { signatureOf } from './twilio-callbacks.js';

/** A text of a phone, as Twilio hands it on. */
export interface PhoneText {
  readonly from: string;
  readonly body: string;
  /** Its MessageSid; a new one when absent. */
  readonly sid?: string;
  /** Signs with another token; null: does not sign. */
  readonly token?: string | null;
  /** STOP, START or HELP, where Advanced Opt-Out has acted on it. */
  readonly optOutType?: string;
}

/** What it was answered. */
export interface TextAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

let sent = 0;

/** Hands a text on to the webhook of the number, in the form that Twilio uses. `publicUrl` is what its console holds; `at`: where that leads. */
export async function handOn(
  publicUrl: string,
  text: PhoneText,
  account: { readonly accountSid: string; readonly authToken: string },
  at: string = publicUrl,
): Promise<TextAnswer> {
  const path = '/webhooks/twilio/sms';
  const url = publicUrl + path;
  const form = formOf(text, account.accountSid);
  const token = text.token === undefined ? account.authToken : text.token;
  const headers: Record<string, string> = token === null ? {} : { 'X-Twilio-Signature': signatureOf(url, form, token) };
  const response = await fetch(at + path, { method: 'POST', headers, body: form });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

/** The fields and their order as in test/fixtures/twilio/inbound-ack.form. */
function formOf({ from, body, sid, optOutType }: PhoneText, accountSid: string): URLSearchParams {
  sent += 1;
  const id = sid ?? `SMf${String(sent).padStart(31, '0')}`;
  return new URLSearchParams({
    ToCountry: 'US',
    ToState: 'DC',
    SmsMessageSid: id,
    NumMedia: '0',
    ToCity: 'WASHINGTON',
    FromZip: '20001',
    SmsSid: id,
    FromState: 'DC',
    SmsStatus: 'received',
    FromCity: 'WASHINGTON',
    Body: body,
    FromCountry: 'US',
    To: '+12025550100',
    ToZip: '20001',
    NumSegments: '1',
    MessageSid: id,
    AccountSid: accountSid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
  });
}
