import { privateText } from './text-value.js';

/** Schema of a phone number, E.164. */
export const phoneNumber = privateText((text) => {
  const number = text.replace(/[ ()./-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : { wrong: 'expected a number in the form +12025550143 (E.164)' };
});

/** Schema of an email address: one addr-spec, nothing that could become a second header or address. */
export const emailAddress = privateText((text) =>
  /^[^\s@,;<>"()[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/.test(text) && !text.includes('..')
    ? text
    : { wrong: 'expected an email address such as roan@example.org' },
);
