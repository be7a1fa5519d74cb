import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CalendarEvent, renderCalendar } from '../../src/web/icalendar.js';

const NOW = Date.UTC(2013, 3, 18, 23, 46);

function event(over: Partial<CalendarEvent> = {}): CalendarEvent {
  return { key: 'k', startsAt: NOW, endsAt: NOW + 3_600_000, summary: 'On call: ops', description: '', ...over };
}

/** Reads the text back as RFC 5545 says: unfolds, splits at the first colon, takes escapes back; throws on what is not allowed. */
function readBack(text: string): readonly { readonly name: string; readonly value: string }[] {
  if (!text.endsWith('\r\n')) throw new Error('the last line does not end');
  const physical = text.slice(0, -2).split('\r\n');
  for (const line of physical) {
    if (Buffer.byteLength(line) > 75) throw new Error(`a line of ${Buffer.byteLength(line)} octets`);
    if (/[\r\n]/.test(line)) throw new Error('a line end inside of a line');
  }
  const logical = text.slice(0, -2).replaceAll('\r\n ', '').split('\r\n');
  return logical.map((line) => {
    const [, name, value] = /^([A-Z-]+(?:;[A-Z]+=[A-Z]+)*):(.*)$/su.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no content line: ${line}`);
    return { name, value };
  });
}

function readText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));
}

describe('renderCalendar', () => {
  it('is one calendar with its name, read again every hour', () => {
    expect(renderCalendar('On call: roan', [event()], NOW).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//paging-router//on call//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'NAME:On call: roan',
      'X-WR-CALNAME:On call: roan',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
      'BEGIN:VEVENT',
      expect.stringMatching(/^UID:[0-9a-f]{32}@paging-router$/),
      'DTSTAMP:20130418T234600Z',
      'DTSTART:20130418T234600Z',
      'DTEND:20130419T004600Z',
      'SUMMARY:On call: ops',
      'DESCRIPTION:',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('gives the same entry the same UID, and others another', () => {
    const uid = (one: CalendarEvent, now = NOW) => /UID:(.*)/.exec(renderCalendar('c', [one], now))?.[1];

    expect(uid(event({ endsAt: NOW + 1 }), NOW + 5)).toBe(uid(event()));
    expect(uid(event({ key: 'other' }))).not.toBe(uid(event()));
  });

  it('folds and escapes any text so that it reads back as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
        (a, b) => {
          const text = renderCalendar(b, [event({ summary: a, description: b })], NOW);
          const lines = readBack(Buffer.from(text).toString('utf8'));
          const value = (name: string) => readText(lines.find((line) => line.name === name)?.value ?? '');

          expect(value('SUMMARY')).toBe(written(a));
          expect(value('DESCRIPTION')).toBe(written(b));
          expect(lines.filter(({ name }) => name === 'BEGIN')).toHaveLength(2);
        },
      ),
    );
  });
});

/** What of a text can stand in a calendar: line ends are one, control characters are spaces. */
function written(text: string): string {
  return Buffer.from(text.replace(/\r\n?/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ')).toString('utf8');
}
