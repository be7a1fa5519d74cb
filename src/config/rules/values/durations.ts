import { textValue, type Wrong } from './text-value.js';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const YEAR_SECONDS = 366 * 86_400;

/** Seconds of `30s`, `10m`, `2h`, `1d`, `1w` (at most a year), or what would be right. */
export function readDuration(text: string): number | Wrong {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const seconds = Number(count ?? (text === '0' ? 0 : Number.NaN)) * (SECONDS[unit ?? 's'] ?? Number.NaN);
  if (seconds <= YEAR_SECONDS) return seconds;
  return { wrong: 'expected a duration such as 30s, 10m, 2h, 1d or 1w' };
}

/** Schema of a duration; the value is in seconds. */
export const durationSeconds = textValue(readDuration);

/** Schema of a duration above zero; the value is in seconds. */
export const lengthSeconds = textValue((text) => {
  const seconds = readDuration(text);
  return seconds === 0 ? { wrong: 'expected a duration above zero, such as 30m' } : seconds;
});
