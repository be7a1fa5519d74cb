const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `23:46`, UTC. */
export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `2013-04-18 23:46`, UTC. */
export function isoMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** `16:46` in a zone. */
export function localClock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}

/** The next instant after `now` (or `now` itself) at which it is `23:46` UTC. */
export function nextAt(time: string, now: number): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const today = Math.floor(now / dayMs) * dayMs + (hours * 60 + minutes) * minuteMs;
  return today < Math.floor(now / minuteMs) * minuteMs ? today + dayMs : today;
}
