import { textValue, type Wrong } from './text-value.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MINUTES = 1440;

/** Minutes of the day, 0..1440; `to` ≤ `from` passes midnight. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Schema of `mon`, `mon-fri` or `sat-mon`: ISO weekdays, 1 = Monday. */
export const weekdayRange = textValue((text): readonly number[] | Wrong => {
  const [first = '', last = first, ...more] = text.toLowerCase().split('-');
  const from = WEEKDAYS.indexOf(first);
  const to = WEEKDAYS.indexOf(last);
  if (from < 0 || to < 0 || more.length > 0) {
    return { wrong: 'expected a weekday or a range of them: mon tue wed thu fri sat sun, such as mon-fri' };
  }
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => ((from + index) % 7) + 1);
});

/** Schema of `09:00`: minutes of the day. */
export const timeOfDay = textValue((text): number | Wrong => {
  const minutes = readTime(text);
  return minutes < DAY_MINUTES ? minutes : { wrong: 'expected a time of day such as "13:00"' };
});

/** Schema of `09:00-17:00`, or of `22:00-06:00` which passes midnight. */
export const timeRange = textValue((text): TimeRange | Wrong => {
  const [from, to, ...more] = text.split('-').map((part) => readTime(part.trim()));
  const readable = from !== undefined && to !== undefined && from < DAY_MINUTES && to <= DAY_MINUTES;
  if (!readable || more.length > 0) {
    return { wrong: 'expected a range of times such as "09:00-17:00" or, past midnight, "22:00-06:00"' };
  }
  return from === to
    ? { wrong: 'starts and ends at the same time; write "00:00-24:00" for the whole day' }
    : { from, to };
});

/** Schema of an IANA zone. */
export const timezone = textValue((text) =>
  isZone(text) ? text : { wrong: 'expected a time zone of the IANA list such as UTC or America/Los_Angeles' },
);

/** Weekdays of several ranges, each once, in order. */
export function uniteWeekdays(ranges: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(ranges.flat())].sort((a, b) => a - b);
}

/** Minutes of the day; NaN where it is no time. */
function readTime(text: string): number {
  const [, hour, minute] = /^(\d{1,2}):([0-5]\d)$/.exec(text) ?? [];
  const minutes = Number(hour ?? Number.NaN) * 60 + Number(minute);
  return minutes <= DAY_MINUTES ? minutes : Number.NaN;
}

function isZone(text: string): boolean {
  try {
    return /^[A-Za-z]/.test(text) && new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}
