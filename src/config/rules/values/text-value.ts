import { z } from 'zod';

/** A text that does not say what it should: what would be right. */
export interface Wrong {
  readonly wrong: string;
}

/** Schema of a text that `read` turns into a value, or says what would be right. */
export function textValue<R>(read: (text: string) => R) {
  return readable(read, (text) => `\`${text}\`: `);
}

/** The same for addresses: the message does not repeat the text, for faults are logged. */
export function privateText<R>(read: (text: string) => R) {
  return readable(read, () => '');
}

/** True for what a reader returns when the text is not right. */
export function isWrong<T>(value: T): value is Extract<T, Wrong> {
  return typeof value === 'object' && value !== null && 'wrong' in value;
}

function readable<R>(read: (text: string) => R, quote: (text: string) => string) {
  return z.string().transform((text, context): Exclude<R, Wrong> => {
    const value = read(text.trim());
    if (!isWrong(value)) return value as Exclude<R, Wrong>;
    context.addIssue({
      code: 'custom',
      message: `${text === '' ? 'nothing is written here: ' : quote(text)}${value.wrong}`,
    });
    return z.NEVER;
  });
}
