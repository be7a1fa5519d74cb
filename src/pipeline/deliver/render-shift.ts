import type { ShiftNotice, Turn } from '../schedule/shift-notices.js';
import { longTime } from './format-time.js';

const MAX_TURNS = 10;

/** What a shift mail is about. */
export interface ShiftMail {
  readonly schedule: string;
  readonly notice: ShiftNotice;
  /** IANA zone of the person. */
  readonly timezone: string;
  /** The turn that ends with the look is no end: it goes on as far as anybody looked, UTC ms. */
  readonly horizon: number;
  /** Who is on call now beside or instead of the person. */
  readonly others: readonly string[];
}

/** The text of a mail about a person's shift: its first line is the subject. */
export function renderShift(mail: ShiftMail): string {
  return [firstLine(mail), '', ...bodyOf(mail)].join('\n').trimEnd();
}

function firstLine({ schedule, notice, timezone, horizon }: ShiftMail): string {
  const [turn] = notice.turns;
  if (notice.kind === 'begins') return `Your shift in ${schedule} has begun${until(turn, timezone, horizon)}`;
  if (notice.kind === 'ended') return `Your shift in ${schedule} has ended`;
  const now = notice.isOnCall ? `: you are on call now${until(turn, timezone, horizon)}` : '';
  if (turn === undefined) return `You have no more shifts in ${schedule}`;
  return notice.wasPlanned ? `Your shifts in ${schedule} have changed${now}` : `You have shifts in ${schedule}${now}`;
}

function bodyOf({ schedule, notice, timezone, horizon, others }: ShiftMail): readonly string[] {
  const now = others.length === 0 ? [] : [`On call in ${schedule} now: ${others.join(', ')}.`, ''];
  const coming = notice.isOnCall ? notice.turns.slice(1) : notice.turns;
  const turns = coming.slice(0, MAX_TURNS).map((turn) => `- ${turnText(turn, timezone, horizon)}`);
  const more = coming.length > MAX_TURNS ? [`- and ${coming.length - MAX_TURNS} more`] : [];
  const title =
    coming.length === 0 ? 'No further shift of yours is planned in the next four weeks.' : 'Your next shifts:';
  return [
    ...now,
    title,
    ...turns,
    ...more,
    '',
    `Somebody else for a while: pagectl override add ${schedule} --replace ${notice.person} --with PERSON --for 4h`,
    'No more such mails: shiftMails: off in your entry of the routing rules.',
  ];
}

function until(turn: Turn | undefined, timezone: string, horizon: number): string {
  return turn === undefined || turn.endsAt >= horizon ? '' : `, until ${longTime(turn.endsAt, timezone)}`;
}

function turnText({ startsAt, endsAt }: Turn, timezone: string, horizon: number): string {
  const end = endsAt >= horizon ? '...' : longTime(endsAt, timezone);
  return `${longTime(startsAt, timezone)} - ${end}`;
}
