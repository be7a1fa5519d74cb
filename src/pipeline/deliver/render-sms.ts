import { formatDuration } from '../../domain/duration.js';
import { isFollowUp, type PageReason } from '../../domain/page.js';
import { cleanLine } from './clean-text.js';
import { cutToFit, cutToLength } from './cut-text.js';
import type { DescribedPage } from './describe-pages.js';
import { endedInShort } from './ended-unheard.js';
import { shortTime } from './format-time.js';
import { countSegments, foldToGsm7, needsUcs2 } from './gsm7.js';
import { renderSmsBundle } from './render-sms-bundle.js';
import { replyHints } from './reply-hints.js';
import type { SmsParts, SmsRequest } from './sms-parts.js';

/** An SMS of more parts than this arrives late, out of order, or not at all. */
const MAX_SEGMENTS = 3;
const TITLE_LENGTH = 90;
/** A page's own text is the message: only the segments limit it. */
const TEXT_LENGTH = 459;
/** A summary cut shorter than this says nothing. */
const MIN_SUMMARY = 12;

/**
 * The text of one SMS: GSM-7 unless most letters would be lost, in the fewest segments that hold what must be said (at
 * most three), the room left in them filled with the check's own words.
 */
export function renderSms(request: SmsRequest): string {
  const [only, ...others] = request.pages;
  if (only === undefined) return fillSegments(endedParts(request));
  // Made to fit where it was written.
  if (only.page.reason === 'reply') return only.page.text ?? '';
  return fillSegments(others.length === 0 ? singleParts(only, request) : renderSmsBundle(request));
}

function singleParts(page: DescribedPage, request: SmsRequest): SmsParts {
  return {
    head: `${opening(page)} ${whatFails(page)}`,
    summary: isFollowUp(page.page.reason) ? '' : page.summary,
    facts: [when(page, request), howMany(page), withIt(page), held(request), endedInShort(request.ended)]
      .filter((text) => text !== '')
      .join(', '),
    hints: replyHints(request.code, page.page.reason),
    answer: answer(page),
    theirs: `${page.title} ${page.summary}`,
  };
}

/** Nothing stands any more. */
function endedParts({ ended }: SmsRequest): SmsParts {
  const head = endedInShort(ended);
  return { head, summary: '', facts: '', hints: [], answer: '', theirs: head };
}

function whatFails({ page, title, hostDown }: DescribedPage): string {
  return cutToLength(hostDown ? `host ${title}` : title, page.text === null ? TITLE_LENGTH : TEXT_LENGTH);
}

function opening(page: DescribedPage): string {
  const state = page.severity.toUpperCase();
  const openings: Readonly<Record<PageReason, string>> = {
    problem: state,
    escalation: state,
    'severity-rise': `Now ${state}`,
    'window-ended': state,
    'snooze-ended': `AGAIN ${state}`,
    returned: `AGAIN ${state}`,
    'dependency-ended': state,
    unacknowledged: `NOBODY ACKNOWLEDGED ${state}`,
    reminder: `REMINDER ${state}`,
    update: `UPDATE ${state}`,
    taken: `${page.takenBy?.snoozedUntil == null ? 'TAKEN' : 'SNOOZED'} by ${page.takenBy?.name ?? 'somebody'}`,
    recovery: page.resolvedBy === null ? 'RECOVERED' : 'RESOLVED',
    unheard: 'OVER',
    custom: 'MESSAGE',
    test: 'TEST PAGE',
    shift: 'ON CALL',
    reply: '',
    maintenance: 'MAINTENANCE',
    readiness: 'READINESS',
    digest: 'DIGEST',
  };
  return openings[page.page.reason];
}

function when(page: DescribedPage, { now, timezone }: SmsRequest): string {
  if (page.since === null) return '';
  const since = shortTime(page.since, now, timezone);
  const reason = page.page.reason;
  if (reason === 'recovery') return recoveredAt(page, page.since, { now, timezone });
  if (reason === 'returned') return `${since}, after ${wellFor(page)} well`;
  if (reason === 'taken') return takenWhen(page, { now, timezone });
  return stillFails(page, since);
}

const BECAUSE: Readonly<Partial<Record<PageReason, string>>> = {
  'window-ended': 'maintenance ended',
  'snooze-ended': 'the snooze is over',
  'dependency-ended': 'what it depends on is back',
  reminder: 'acked by you',
};

/** Whether it still fails nobody knows where its source is silent. */
function stillFails({ page: { reason }, unverifiedSince }: DescribedPage, since: string): string {
  const because = BECAUSE[reason];
  const isKnown = unverifiedSince === null;
  if (because !== undefined) return `${because}, ${isKnown ? 'failing' : 'unverified, failed'} since ${since}`;
  return `${isKnown ? '' : 'unverified, '}since ${since}${reason === 'escalation' ? ', not acked' : ''}`;
}

function wellFor({ returnedAfterMs }: DescribedPage): string {
  return formatDuration(Math.round((returnedAfterMs ?? 0) / 1000));
}

function takenWhen(
  { acknowledgedAt, takenBy }: DescribedPage,
  { now, timezone }: Pick<SmsRequest, 'now' | 'timezone'>,
) {
  const until = takenBy?.snoozedUntil ?? null;
  if (until !== null) return `quiet until ${shortTime(until, now, timezone)}`;
  return acknowledgedAt === null ? '' : `at ${shortTime(acknowledgedAt, now, timezone)}`;
}

function recoveredAt(page: DescribedPage, since: number, zoned: Pick<SmsRequest, 'now' | 'timezone'>): string {
  const at = page.resolvedAt ?? zoned.now;
  const by = page.resolvedBy === null ? '' : `by ${page.resolvedBy} `;
  return `${by}at ${shortTime(at, zoned.now, zoned.timezone)} after ${formatDuration(Math.max(0, at - since) / 1000)}`;
}

function howMany(page: DescribedPage): string {
  if (page.failing.length < 2) return '';
  const sources = [...new Set(page.failing.map(({ source }) => cleanLine(source)))];
  return `${page.failing.length} checks${sources.length > 1 ? ` (${sources.join(', ')})` : ''}`;
}

const NAMED_DEPENDENTS = 2;

/** `with it: Web, API and 3 more` */
function withIt({ dependents }: DescribedPage): string {
  if (dependents.length === 0) return '';
  const names = dependents.slice(0, NAMED_DEPENDENTS).map((name) => cutToLength(name, 30));
  const rest = dependents.length - names.length;
  return `with it: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function held({ heldCount, quietCount }: SmsRequest): string {
  if (quietCount > 0) return 'after your quiet hours';
  return heldCount > 0 ? 'held back until now' : '';
}

function answer(page: DescribedPage): string {
  const number = page.number === null ? '' : `#${page.number}`;
  if (page.link === null) return number;
  const asks = !isFollowUp(page.page.reason) && page.page.reason !== 'update';
  return `${asks ? 'Ack' : 'See'}${number === '' ? '' : ` ${number}`}: ${page.link}`;
}

/** With the hint that is taken; '': none. */
interface Parts extends SmsParts {
  readonly hint: string;
}

/** Makes the parts one text: what must be said decides the number of segments, the summary fills them. */
function fillSegments(parts: SmsParts): string {
  const spell = needsUcs2(parts.theirs) ? (text: string) => text : foldToGsm7;
  const spelled: Parts = {
    ...parts,
    hint: '',
    head: spell(parts.head),
    summary: spell(parts.summary),
    facts: spell(parts.facts),
  };
  const within = (segments: number) => (text: string) => countSegments(text) <= segments;
  const must = shortened(spelled, within(MAX_SEGMENTS));
  const room = within(countSegments(join(must)));
  const hinted = withHint(must, spelled.summary, room);
  const summary = cutToFit(spelled.summary, (text) => room(join({ ...hinted, summary: text })));
  const worthIt = summary === spelled.summary || summary.length >= MIN_SUMMARY;
  return join({ ...hinted, summary: worthIt ? summary : '' });
}

/**
 * The fullest hint that leaves the check's words whole, else the shortest, to which also the facts give way: the link does not.
 */
function withHint(must: Parts, summary: string, fits: (text: string) => boolean): Parts {
  const full = must.hints.find((hint) => fits(join({ ...must, summary, hint })));
  const hint = full ?? must.hints.at(-1) ?? '';
  const candidates = [
    { ...must, hint },
    { ...must, facts: '', hint },
  ];
  return candidates.find((candidate) => fits(join(candidate))) ?? must;
}

/** Without summary, and without what does not fit: first the facts go, then the link, then the end of the head. */
function shortened(parts: Parts, fits: (text: string) => boolean): Parts {
  const candidates: readonly Parts[] = [
    { ...parts, summary: '' },
    { ...parts, summary: '', facts: '' },
    { ...parts, summary: '', facts: '', answer: '' },
  ];
  const good = candidates.find((candidate) => fits(join(candidate)));
  return good ?? { ...parts, head: cutToFit(parts.head, fits), summary: '', facts: '', answer: '' };
}

function join(parts: Parts): string {
  return [parts.head.trim(), parts.summary, parts.facts, parts.hint, parts.answer]
    .filter((part) => part !== '')
    .join('\n');
}
