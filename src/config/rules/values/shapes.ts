import { z } from 'zod';
import { suggest } from '../suggest.js';
import { nameText } from './names.js';

/** A map with these fields and no others; an unknown one is told with the nearest known one, one line per field. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key: string) => `unknown field \`${key}\`${suggest(key, known)}`).join('\n')
        : undefined,
  });
}

/** One value or a list of them; the result is a list, never empty. */
export function oneOrMany<T extends z.ZodType>(schema: T) {
  return z.union([schema.transform((one) => [one]), z.array(schema).min(1)]);
}

/** Names of people, groups, services: which exist is checked when all files are read. */
export const Names = oneOrMany(nameText);

/** One of a few words. */
export function word<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, {
    error: (issue) =>
      typeof issue.input === 'string' ? `unknown word \`${issue.input}\`${suggest(issue.input, words)}` : undefined,
  });
}

/** A whole number within a range, both ends included. */
export function wholeNumber(range: { readonly min: number; readonly max: number }) {
  return z.string().transform((text, context) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= range.min && number <= range.max) return number;
    context.addIssue({
      code: 'custom',
      message: `\`${text}\`: expected a whole number from ${range.min} to ${range.max}`,
    });
    return z.NEVER;
  });
}
