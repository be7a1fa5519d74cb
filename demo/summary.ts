import type { Arrival } from './arrivals.js';
import type { Chapter } from './chapter.js';
import type { Printer } from './printer.js';
import { whyNothing } from './reasons.js';
import { clockTime } from './times.js';

/** Who got what when, and who got nothing and why: one table for each chapter. */
export function tellSummary(print: Printer, chapters: readonly Chapter[], called: (person: string) => string): void {
  print.act('WHO GOT WHAT', 'times in UTC; a reason for everybody who got nothing');
  for (const { title, arrivals, explanation, incident } of chapters) {
    const people = everybodyIn(explanation);
    const rows = people.map((person): [string, string] => {
      const got = arrivals.filter((arrival) => arrival.person === person);
      const text = got.length > 0 ? describe(got) : `nothing: ${whyNothing(explanation, person, incident)}`;
      return [called(person), text];
    });
    print.rows(`${title} (${arrivals.length} messages)`, rows);
    print.blank();
  }
}

function everybodyIn({ steps, notPaged }: Chapter['explanation']): readonly string[] {
  const paged = steps.flatMap(({ people }) => people.map(({ person }) => person));
  return [...new Set([...paged, ...notPaged.map(({ person }) => person)])];
}

/** `23:55 SMS, email · 00:24 SMS, email` */
function describe(arrivals: readonly Arrival[]): string {
  const moments = new Map<string, Set<string>>();
  for (const { at, channel } of arrivals) {
    const time = clockTime(at);
    moments.set(time, (moments.get(time) ?? new Set()).add(channel === 'sms' ? 'SMS' : 'email'));
  }
  const byChannels = new Map<string, string[]>();
  for (const [time, channels] of moments) {
    const key = [...channels].sort().join(' + ');
    byChannels.set(key, [...(byChannels.get(key) ?? []), time]);
  }
  return [...byChannels].map(([channels, times]) => `${channels} ${times.join(' ')}`).join(' · ');
}
