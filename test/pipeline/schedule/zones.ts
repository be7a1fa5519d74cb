import { Temporal } from 'temporal-polyfill';

/** Zones whose clocks change (or changed lately) in every way there is: by an hour, by half of one, at midnight, in the south. */
export const ZONES = [
  'America/Los_Angeles',
  'America/New_York',
  'America/Chicago',
  'America/St_Johns',
  'America/Halifax',
  'America/Havana',
  'America/Santiago',
  'America/Asuncion',
  'America/Nuuk',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Chisinau',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
] as const;

const QUARTER_MS = 900_000;

/** The two days on which the clocks of a zone change next after the start of 2023, from midnight to midnight, UTC ms. */
export function changeDays(zone: string): readonly { readonly start: number; readonly end: number }[] {
  const days: { start: number; end: number }[] = [];
  let change = Temporal.PlainDate.from('2023-01-01').toZonedDateTime(zone).getTimeZoneTransition('next');
  while (change !== null && days.length < 2) {
    // A change at midnight belongs to the day that ends with it, too.
    const date = change.toPlainDate();
    const start = date.subtract({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    days.push({ start, end: date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds });
    change = change.getTimeZoneTransition('next');
  }
  return days;
}

/** Every quarter of an hour of a stretch, UTC ms. */
export function quartersOf({ start, end }: { readonly start: number; readonly end: number }): readonly number[] {
  return Array.from({ length: (end - start) / QUARTER_MS }, (_, n) => start + n * QUARTER_MS);
}
