/** Where Twilio's status callbacks come in, behind the public URL. */
export const RECEIPT_PATH = '/webhooks/twilio/status';

/** The callback address of one message: it names our notification, so that the answer is understood whoever reads it. */
export function receiptUrl(publicUrl: string, notificationId: string): string {
  return `${publicUrl}${RECEIPT_PATH}?n=${encodeURIComponent(notificationId)}`;
}
