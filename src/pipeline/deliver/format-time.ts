type Parts = ReadonlyMap<string, string>;

const known = new Map<string, Parts>();
const maxKnown = 1000;

/** UTC ms as the wall clock of a zone, to the minute; an unknown zone reads as UTC, since a page must go out. */
function partsOf(at: number, timezone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const minute = `${timezone} ${Math.floor(at / 60_000)}`;
  const parts =
    known.get(minute) ??
    new Map(
      formatIn(timezone)
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    );
  if (known.size >= maxKnown) known.clear();
  known.set(minute, parts);
  return (type) => parts.get(type) ?? '';
}

const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 1000;

/** Made once for each zone: making one costs more than all the rest of a message. */
function formatIn(timezone: string): Intl.DateTimeFormat {
  const before = formats.get(timezone);
  if (before !== undefined) return before;
  if (formats.size >= maxFormats) formats.clear();
  const made = makeFormat(timezone);
  formats.set(timezone, made);
  return made;
}

function makeFormat(timezone: string): Intl.DateTimeFormat {
  const options = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: timezone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
}

/** `23:46`, or `18 Apr 23:46` when it was not on the day of `now` in that zone. */
export function shortTime(at: number, now: number, timezone: string): string {
  const then = partsOf(at, timezone);
  const today = partsOf(now, timezone);
  const clock = `${then('hour')}:${then('minute')}`;
  const sameDay = (['day', 'month', 'year'] as const).every((type) => then(type) === today(type));
  return sameDay ? clock : `${then('day')} ${then('month')} ${clock}`;
}

/** `Thu 18 Apr 2013 23:46 UTC` */
export function longTime(at: number, timezone: string): string {
  const then = partsOf(at, timezone);
  return (
    `${then('weekday')} ${then('day')} ${then('month')} ${then('year')} ` +
    `${then('hour')}:${then('minute')} ${then('timeZoneName')}`
  );
}
