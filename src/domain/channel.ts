import { z } from 'zod';

/** The ways to a person. The outbox is not one: it stands in for a channel without provider. */
export const Channel = z.enum(['sms', 'email']);
export type Channel = z.infer<typeof Channel>;

/** A person's address on one channel. */
export const ContactMethod = z.object({ channel: Channel, to: z.string() });
export type ContactMethod = Readonly<z.infer<typeof ContactMethod>>;

/** Key of a contact method in the ledger: `sms:+12025550143`. */
export function methodKey(method: ContactMethod): string {
  return `${method.channel}:${method.to}`;
}

/** At most `count` notifications in `seconds` to one contact method. */
export interface Limit {
  readonly count: number;
  readonly seconds: number;
}

/** `+1•••0143`, `r•••@example.org`: for logs and lists, never the whole address. */
export function maskAddress(to: string): string {
  const at = to.indexOf('@');
  if (at > 0) return `${to.slice(0, 1)}•••${to.slice(at)}`;
  return to.length > 6 ? `${to.slice(0, 2)}•••${to.slice(-4)}` : '•••';
}
