import { formatDuration } from '../domain/duration.js';
import { type Html, html } from './html.js';

/** `2013-04-18 23:46 UTC` or, with a person's zone, `16:46 PDT, 18 Apr`. */
export function clockTime(at: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('hour')}:${part('minute')} ${part('timeZoneName')}, ${part('day')} ${part('month')}`;
}

/** `12m 5s ago`, or `in 3m` for the future. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  if (Math.abs(seconds) < 5) return 'just now';
  return seconds > 0 ? `${formatDuration(seconds)} ago` : `in ${formatDuration(-seconds)}`;
}

/** A moment for people and programs: `<time datetime="…">16:46 GMT-7, 18 Apr</time> (12m ago)`. */
export function moment(at: number, now: number, timezone: string): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${clockTime(at, timezone)}</time> (${relativeTime(at, now)})`;
}
