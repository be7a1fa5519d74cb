import { isEmailAddress, readPhoneNumber } from '../../../domain/added-method.js';
import { privateText } from './text-value.js';

/** Schema of a phone number, E.164. */
export const phoneNumber = privateText(
  (text) => readPhoneNumber(text) ?? { wrong: 'expected a number in the form +12025550143 (E.164)' },
);

/** Schema of an email address. */
export const emailAddress = privateText((text) =>
  isEmailAddress(text) ? text : { wrong: 'expected an email address such as roan@example.org' },
);
