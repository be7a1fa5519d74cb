import { maskAddress } from '../../domain/channel.js';
import type { JudgedMethod, Readiness } from '../../domain/reached-method.js';
import { longTime } from './format-time.js';

const MOST_LISTED = 50;
const WORDS: Readonly<Record<JudgedMethod['standing'], string>> = {
  works: 'works',
  untested: 'untested for 30 days',
  failed: 'the last message failed',
  'opted-out': 'has said STOP',
};

/** The weekly mail about whom no page would reach; its first line is the subject. */
export function renderReadiness(
  atRisk: readonly Readiness[],
  reader: { readonly timezone: string; readonly displayName: (person: string) => string },
): string {
  const more = atRisk.length - MOST_LISTED;
  const people = atRisk.length === 1 ? '1 person who is' : `${atRisk.length} people who are`;
  return [
    `${people} on call within a week may not be reachable`,
    '',
    'On call now or within a week, and no contact method is known to work:',
    '',
    ...atRisk.slice(0, MOST_LISTED).map((one) => `- ${lineOf(one, reader)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    '',
    'A test page shows whether one works: pagectl page test NAME. As it stands now: pagectl people check',
  ].join('\n');
}

function lineOf(
  { person, onCall, startsAt, methods }: Readiness,
  { timezone, displayName }: Parameters<typeof renderReadiness>[1],
): string {
  const from = startsAt === null ? '' : ` from ${longTime(startsAt, timezone)}`;
  const when = onCall === 'soon' ? `on call${from}` : onCall === 'now' ? 'on call now' : 'paged at any time';
  const ways = methods.map(({ channel, to, standing }) => `${channel} ${maskAddress(to)} ${WORDS[standing]}`);
  return `${displayName(person)}, ${when}: ${ways.length === 0 ? 'no contact method' : ways.join('; ')}`;
}
