import { z } from 'zod';
import { ContactMethod } from './channel.js';

/** A contact method that a person has added to those of the rules, proved by a code that was sent to it. Instants are UTC ms. */
export const AddedMethod = ContactMethod.extend({
  v: z.literal(1),
  id: z.string(),
  person: z.string(),
  /** Called ahead of those in the rules; else when these fail, or where the rules have none on its channel. */
  first: z.boolean(),
  verifiedAt: z.number(),
  addedBy: z.string(),
});
export type AddedMethod = Readonly<z.infer<typeof AddedMethod>>;

/** A phone number (E.164) as it is kept, without blanks; null: it is none. */
export function readPhoneNumber(text: string): string | null {
  const number = text.replace(/[ ()./-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}

/** One addr-spec, nothing that could become a second header or address. */
export function isEmailAddress(text: string): boolean {
  const isShaped =
    /^[^\s@,;<>"()[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/.test(text) && !text.includes('..');
  return isShaped;
}
