import { formatDuration } from '../domain/duration.js';
import { type Html, html } from './html.js';

/** `16:46 PDT`, with `, 18 Apr` unless that is the day of `now` in the zone. */
export function clockTime(at: number, now: number, timezone: string): string {
  const parts = partsOf(at, timezone);
  const today = partsOf(now, timezone);
  const time = `${parts.hour}:${parts.minute} ${zoneName(at, timezone)}`;
  const sameDay = parts.day === today.day && parts.month === today.month && parts.year === today.year;
  return sameDay ? time : `${time}, ${parts.day} ${parts.month}`;
}

/** `12m 5s ago`, or `in 3m` for the future. */
export function relativeTime(at: number, now: number): string {
  const seconds = roundedSeconds((now - at) / 1000);
  if (Math.abs(seconds) < 5) return 'just now';
  return seconds > 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
}

/** A moment for people and programs: `<time datetime="…">16:46 PDT</time> (12m ago)`. */
export function moment(at: number, now: number, timezone: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${clockTime(at, now, timezone)}</time> (${relativeTime(at, now)})`;
}

/** From ten minutes on nobody counts seconds. */
function roundedSeconds(seconds: number): number {
  return Math.abs(seconds) < 600 ? Math.round(seconds) : Math.round(seconds / 60) * 60;
}

function partsOf(at: number, timezone: string): Readonly<Record<string, string>> {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/** The zone's usual letters: English locales know those of their own part of the world only. */
function zoneName(at: number, timezone: string): string {
  const names = ['en-US', 'en-GB', 'en-AU'].map((locale) =>
    new Intl.DateTimeFormat(locale, { timeZone: timezone, timeZoneName: 'short' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName'),
  );
  return (names.find((name) => name !== undefined && !name.value.startsWith('GMT')) ?? names[0])?.value ?? timezone;
}
