import { Temporal } from 'temporal-polyfill';
import { paint, type Terminal } from '../terminal.js';

/** Shifts to be drawn: gaps are shifts of nobody, instants ISO 8601. */
export interface Calendar {
  readonly timezone: string;
  readonly shifts: readonly {
    readonly people: readonly string[];
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** More hand-offs a day make a calendar that nobody can read. */
const MOST_CHANGES = 3;
const FEWEST_DAYS = 3;

interface Local {
  readonly people: readonly string[];
  readonly from: Temporal.ZonedDateTime;
  readonly to: Temporal.ZonedDateTime;
}

/** True where the shifts are better seen as a calendar than as a list. */
export function suitsCalendar(calendar: Calendar): boolean {
  const days = daysOf(localShifts(calendar));
  return days.length >= FEWEST_DAYS && days.every((day) => day.lines.length <= 2 * MOST_CHANGES + 1);
}

/**
 * Prints weeks of seven columns in the zone of the schedule: who is on call when the day begins, then each hand-off with its time.
 */
export function printCalendar(terminal: Pick<Terminal, 'out' | 'color'>, calendar: Calendar): void {
  const days = daysOf(localShifts(calendar));
  const width = Math.max(10, ...days.flatMap(({ lines }) => lines.map((line) => Math.min(line.text.length, 14)))) + 1;
  for (const week of weeksOf(days)) {
    const rows = Math.max(...week.map((day) => day?.lines.length ?? 0));
    printRow(
      terminal,
      width,
      week.map((day, n) => ({ text: titleOf(day, week[n - 1]), tone: 'title' })),
    );
    for (let row = 0; row < rows; row += 1) {
      printRow(
        terminal,
        width,
        week.map((day) => day?.lines[row] ?? { text: '', tone: 'plain' }),
      );
    }
    terminal.out('');
  }
}

interface Line {
  readonly text: string;
  readonly tone: 'title' | 'plain' | 'time' | 'gap';
}

interface Day {
  readonly date: Temporal.PlainDate;
  readonly lines: readonly Line[];
}

function printRow(terminal: Pick<Terminal, 'out' | 'color'>, width: number, cells: readonly Line[]): void {
  const texts = cells.map(({ text, tone }) => {
    const shown = text.length >= width ? `${text.slice(0, width - 2)}…` : text;
    return colored(terminal, tone, shown) + ' '.repeat(width - shown.length);
  });
  terminal.out(texts.join('').trimEnd());
}

function colored(terminal: Pick<Terminal, 'color'>, tone: Line['tone'], text: string): string {
  if (text === '' || tone === 'plain') return text;
  const colors = { title: 'bold', time: 'dim', gap: 'red' } as const;
  return paint(terminal, colors[tone], text);
}

function localShifts({ timezone, shifts }: Calendar): readonly Local[] {
  const local = (iso: string) => Temporal.Instant.from(iso).toZonedDateTimeISO(timezone);
  return shifts.map(({ people, startsAt, endsAt }) => ({ people, from: local(startsAt), to: local(endsAt) }));
}

function daysOf(shifts: readonly Local[]): readonly Day[] {
  const [first, last] = [shifts[0], shifts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const days: Day[] = [];
  const end = last.to.subtract({ nanoseconds: 1 }).toPlainDate();
  for (let date = first.from.toPlainDate(); Temporal.PlainDate.compare(date, end) <= 0; date = date.add({ days: 1 })) {
    days.push({ date, lines: shifts.flatMap((shift) => linesOn(date, shift)) });
  }
  return days;
}

/** A shift on a day: the time where it begins within the day, and the people. */
function linesOn(date: Temporal.PlainDate, { people, from, to }: Local): readonly Line[] {
  const start = date.toZonedDateTime(from.timeZoneId);
  const end = date.add({ days: 1 }).toZonedDateTime(from.timeZoneId);
  const isOver = Temporal.ZonedDateTime.compare(to, start) <= 0;
  if (isOver || Temporal.ZonedDateTime.compare(from, end) >= 0) return [];
  const who: Line = people.length === 0 ? { text: 'nobody', tone: 'gap' } : { text: people.join(' '), tone: 'plain' };
  if (Temporal.ZonedDateTime.compare(from, start) <= 0) return [who];
  const time = from.toPlainTime().toString({ smallestUnit: 'minute' });
  return [{ text: time, tone: 'time' }, who];
}

function weeksOf(days: readonly Day[]): readonly (readonly (Day | null)[])[] {
  const weeks: (Day | null)[][] = [];
  for (const day of days) {
    const weekday = day.date.dayOfWeek;
    if (weeks.length === 0 || weekday === 1) weeks.push(Array.from({ length: 7 }, () => null));
    const week = weeks.at(-1);
    if (week !== undefined) week[weekday - 1] = day;
  }
  return weeks;
}

/** The month stands at the first day that is shown, of a week or of a month. */
function titleOf(day: Day | null, before: Day | null | undefined): string {
  if (day === null) return '';
  const { dayOfWeek, day: number, month } = day.date;
  const isNew = before == null || before.date.month !== month;
  return `${DAYS[dayOfWeek - 1]} ${number}${isNew ? ` ${MONTHS[month - 1]}` : ''}`;
}
