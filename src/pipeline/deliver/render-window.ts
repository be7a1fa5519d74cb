import { formatDuration } from '../../domain/duration.js';
import { pagedSoFar } from '../../domain/incident.js';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { RecurringRecord } from '../../domain/recurring-record.js';
import type { HeldIncident, WindowStanding } from '../../domain/window-standing.js';
import { describeCover } from '../access/covered-services.js';
import { describeCheck } from '../correlate/title.js';
import { howToEnd } from '../suppress/how-to-end.js';
import { recurringNameOf } from '../suppress/recurring.js';
import { joinNames } from '../suppress/silenced-people.js';
import { cleanLine } from './clean-text.js';
import { cutToLength } from './cut-text.js';
import { shortTime } from './format-time.js';

/** Who reads a text about a window. */
export interface WindowReader {
  /** IANA zone. */
  readonly timezone: string;
  /** UTC ms. */
  readonly now: number;
  /** Name of a person, for people. */
  displayName(person: string): string;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const COVER_LENGTH = 60;
const REASON_LENGTH = 120;
const MOST_CHECKS = 4;
const MOST_INCIDENTS = 30;

/**
 * To those who are not paged meanwhile, or to others in their place (`instead`): who silences what and why, and how to end
 * it. The first line is the subject.
 */
export function renderWindowOpened(
  window: MaintenanceWindow,
  summary: string,
  reader: WindowReader & { readonly instead: boolean },
): string {
  const lowers = window.effect === 'email-only';
  return [
    `${makerOf(window, reader)} ${lowers ? 'lowers' : 'silences'} ${coverOf(window)} ${spanOf(window, reader)}`,
    '',
    `Reason: ${cutToLength(cleanLine(window.reason), REASON_LENGTH)}`,
    consequence(lowers, reader),
    `It ${summary}.`,
    '',
    ...howToEnd(window, reader.now),
  ].join('\n');
}

/** The same of one that comes back, when somebody has made it. `first`: its next occurrence. */
export function renderRecurringMade(
  record: RecurringRecord,
  reader: WindowReader & {
    readonly first: MaintenanceWindow;
    readonly summary: string;
    readonly instead: boolean;
  },
): string {
  const { first } = reader;
  return [
    `${reader.displayName(record.createdBy)} silences ${coverOf(first)} again and again, for the first time ${spanOf(first, reader)}`,
    '',
    `Reason: ${cutToLength(cleanLine(record.reason), REASON_LENGTH)}`,
    `When: ${whenText(record)}, for ${formatDuration(record.lengthSeconds)} each time`,
    consequence(false, reader),
    `It ${reader.summary}.`,
    '',
    ...howToEnd(first, reader.now),
    'You are not told of each time.',
  ].join('\n');
}

function whenText({ weekdays, recurrence, atMinutes, timezone }: RecurringRecord): string {
  const named = weekdays.map((weekday) => WEEKDAYS[weekday - 1]).join(', ');
  const days = recurrence?.rrule ?? (weekdays.length === WEEKDAYS.length ? 'daily' : named);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${days} at ${two(Math.floor(atMinutes / 60))}:${two(atMinutes % 60)} ${timezone}`;
}

/** A time of a recurring one is given more by another window. */
function commandForMore({ id, services }: MaintenanceWindow): string {
  if (recurringNameOf(id) === null) return `pagectl maintenance extend ${id} --for 15m`;
  const scope = services.length > 0 ? services.join(' ') : '--match ...';
  return `pagectl maintenance start ${scope} --for 15m --reason "more time"`;
}

/** The rules are nobody. */
function makerOf({ createdBy, via }: MaintenanceWindow, reader: WindowReader): string {
  return via === 'rules' ? 'A recurring window' : reader.displayName(createdBy);
}

function consequence(lowers: boolean, { instead }: { readonly instead: boolean }): string {
  if (instead) {
    const until = lowers ? 'Until then it reaches people by email only.' : 'Nobody is paged for it meanwhile.';
    return `${until} What still fails at its end pages then.`;
  }
  const until = lowers ? 'Until then you hear of it by email only.' : 'You are not paged for it meanwhile.';
  return `${until} What still fails at its end pages you then.`;
}

/** To who opened it, shortly before its end; the first line is a text of its own. `code`: of the window, on all phones that it goes to. */
export function renderWindowEnding(
  window: MaintenanceWindow,
  standing: WindowStanding,
  reader: WindowReader & { readonly code: number | null },
): string {
  const failing = standing.incidents.flatMap((held) =>
    held.failing.map(
      (check) => `${cleanLine(describeCheck(check))}${held.unverified.has(check.key) ? ' (unverified)' : ''}`,
    ),
  );
  const names = failing.slice(0, MOST_CHECKS);
  const rest = failing.length > names.length ? ` and ${failing.length - names.length} more` : '';
  const end = shortTime(window.endsAt, reader.now, reader.timezone);
  const command = commandForMore(window);
  const more = reader.code === null ? `for more time: ${command}` : `reply ${reader.code} extend 15m`;
  const first = `${coverOf(window)} ends at ${end}; still failing: ${names.join(', ')}${rest}; ${more}`;
  return reader.code === null ? first : `${first}\n\nThat is by text from your phone. At a terminal: ${command}`;
}

/** To who opened it, after its end: what fired inside and what became of it. The first line is the subject. */
export function renderWindowEnded(window: MaintenanceWindow, standing: WindowStanding, reader: WindowReader): string {
  const shown = standing.incidents.slice(0, MOST_INCIDENTS);
  const rest = standing.incidents.length - shown.length;
  return [
    `Maintenance of ${coverOf(window)} has ended: ${endingSummary(standing)}`,
    '',
    ...shown.map((held) => `- #${held.incident.number} ${cleanLine(held.incident.title)}: ${fateOf(held, reader)}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
    `The window: ${window.id}, ${spanOf(window, reader)}${endedByText(window, reader)}; reason: ${cutToLength(cleanLine(window.reason), REASON_LENGTH)}`,
  ].join('\n');
}

/** `3 alerts were held, 1 is still failing and has been paged` */
function endingSummary({ alerts, incidents }: WindowStanding): string {
  const held = alerts === 0 ? counted(incidents.length, 'incident') : counted(alerts, 'alert');
  const failing = incidents.filter((one) => one.failing.length > 0);
  if (failing.length === 0) return `${held} held, nothing is still failing`;
  const paged = failing.filter(({ incident }) => isPaged(incident)).length;
  const is = `${failing.length} ${failing.length === 1 ? 'is' : 'are'} ${standingWord(failing)}`;
  if (paged === 0) return `${held} held, ${is}, nobody has been paged`;
  const has = paged === 1 ? 'has' : 'have';
  const which = paged === failing.length ? '' : ` ${paged}`;
  return `${held} held, ${is} and${which} ${has} been paged`;
}

function standingWord(failing: readonly HeldIncident[]): string {
  const unverified = failing.filter(isUnverified).length;
  if (unverified === 0) return 'still failing';
  return unverified === failing.length ? 'unverified' : 'still failing or unverified';
}

function isUnverified({ failing, unverified }: Pick<HeldIncident, 'failing' | 'unverified'>): boolean {
  return failing.every(({ key }) => unverified.has(key));
}

function fateOf({ incident, failing, unverified }: HeldIncident, reader: WindowReader): string {
  if (incident.resolvedAt !== null) {
    const by =
      incident.resolvedBy === null || incident.resolvedBy === 'monitoring'
        ? 'recovered'
        : `resolved by ${incident.resolvedBy}`;
    return `${by} at ${shortTime(incident.resolvedAt, reader.now, reader.timezone)}`;
  }
  if (failing.length === 0) return 'what was covered has recovered';
  const still = isUnverified({ failing, unverified }) ? 'unverified, its source is silent' : 'still failing';
  if (incident.suppressed !== null) return `${still}, held by ${cleanLine(incident.suppressed.reason)}`;
  if (incident.state === 'acknowledged') return `${still}, acknowledged by ${incident.acknowledgedBy.join(', ')}`;
  const people = pagedSoFar(incident, reader.now).map(([person]) => person);
  return people.length === 0 ? still : `${still}, paged ${joinNames(people)}`;
}

function isPaged({ suppressed, state, paged, cycle }: HeldIncident['incident']): boolean {
  return suppressed === null && state === 'triggered' && Object.values(paged).some((person) => person.cycle === cycle);
}

function coverOf(window: MaintenanceWindow): string {
  return cutToLength(cleanLine(describeCover(window)), COVER_LENGTH);
}

function spanOf({ startsAt, endsAt }: MaintenanceWindow, { now, timezone }: WindowReader): string {
  const end = shortTime(endsAt, now, timezone);
  return startsAt <= now ? `until ${end}` : `from ${shortTime(startsAt, now, timezone)} to ${end}`;
}

function endedByText({ endedBy }: MaintenanceWindow, reader: WindowReader): string {
  if (endedBy === null) return '';
  return endedBy === 'monitoring' ? ', ended as monitoring was quiet' : `, ended by ${reader.displayName(endedBy)}`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what} was` : `${count} ${what}s were`;
}
