import { createHash } from 'node:crypto';

/** One entry of a calendar. Instants are UTC ms. */
export interface CalendarEvent {
  /** Equal for the same entry at every reading. */
  readonly key: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly summary: string;
  readonly description: string;
}

const LINE_OCTETS = 75;

/**
 * A calendar as iCalendar text (RFC 5545): CRLF, lines folded at 75 octets, all times in UTC. `now` UTC ms, the DTSTAMP of its
 * entries. Clients are asked to read it again every hour (RFC 7986, and the older X-PUBLISHED-TTL).
 */
export function renderCalendar(name: string, events: readonly CalendarEvent[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//paging-router//on call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...events.flatMap((event) => eventLines(event, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

function eventLines({ key, startsAt, endsAt, summary, description }: CalendarEvent, now: number): readonly string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${createHash('sha256').update(key).digest('hex').slice(0, 32)}@paging-router`,
    `DTSTAMP:${utcTime(now)}`,
    `DTSTART:${utcTime(startsAt)}`,
    `DTEND:${utcTime(endsAt)}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20130418T234600Z` (RFC 5545, 3.3.5, form 2). */
function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** RFC 5545, 3.3.11: backslash, semicolon, comma and line ends; other control characters cannot stand in a text at all. */
function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\n/g, '\\n');
}

/** RFC 5545, 3.1: at most 75 octets a line, what follows begins with a space; no character is cut in two. */
function foldLine(line: string): string {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current].join('\r\n');
}
