/** Accounts that we may have: the usual one, and a second one or a Twilio-compatible gateway. */
export type TwilioName = 'twilio' | 'twilio2';

/** Where an account's requests come in, behind the public URL. */
export function callbackPath(provider: TwilioName, what: 'status' | 'sms'): string {
  return `/webhooks/${provider}/${what}`;
}

/** The callback address of one message: it names our notification, so that the answer is understood whoever reads it. */
export function receiptUrl(publicUrl: string, notificationId: string, provider: TwilioName = 'twilio'): string {
  return `${publicUrl}${callbackPath(provider, 'status')}?n=${encodeURIComponent(notificationId)}`;
}
