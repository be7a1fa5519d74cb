import { Notification } from '../../domain/notification.js';

/** A notification from the fields of its hash; absent fields are null. */
export function parseNotification(fields: ReadonlyMap<string, string>): Notification {
  const text = (name: string) => fields.get(name) ?? null;
  const number = (name: string) => (fields.has(name) ? Number(text(name)) : null);
  return Notification.parse({
    v: 1,
    id: text('id'),
    channel: text('channel'),
    to: text('to'),
    person: text('person'),
    calls: JSON.parse(text('calls') ?? '[]'),
    state: text('state'),
    attempts: Number(text('attempts')),
    possibleDuplicate: text('possibleDuplicate') === '1',
    createdAt: Number(text('createdAt')),
    updatedAt: Number(text('updatedAt')),
    provider: text('provider'),
    providerId: text('providerId'),
    error: text('error'),
    subject: text('subject'),
    text: text('text'),
    code: number('code'),
    receipt: fields.has('receipt')
      ? { status: text('receipt'), at: number('receiptAt'), errorCode: text('receiptError') }
      : null,
    receiptDueAt: number('receiptDueAt'),
    unconfirmedAt: number('unconfirmedAt'),
    lateAt: number('lateAt'),
  });
}
