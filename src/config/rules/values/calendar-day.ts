import { Temporal } from 'temporal-polyfill';
import { textValue } from './text-value.js';

/** Schema of a day of the calendar: `2026-12-01`. */
export const calendarDay = textValue((text) => {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch {
    return { wrong: 'expected a day such as 2026-12-01' };
  }
});
