import type { CheckState } from '../../domain/check.js';
import { formatDuration } from '../../domain/duration.js';
import { isFollowUp, isNotice, type PageReason } from '../../domain/page.js';
import { describeCheck } from '../correlate/title.js';
import { cleanLine, cleanLines } from './clean-text.js';
import { cutToLength } from './cut-text.js';
import type { DescribedPage } from './describe-pages.js';
import { longTime, shortTime } from './format-time.js';

const MAX_CHECKS = 20;
const MAX_OUTPUT = 2000;

/** One check in a mail, every text clean. */
export interface CheckSection {
  /** `icinga says CRITICAL since 23:46` */
  readonly says: string;
  readonly name: string;
  /** What the source wrote, several lines, '' when nothing. */
  readonly output: string;
}

/** One incident in a mail, in the order it is read; the text and the HTML part show the same. */
export interface MailSection {
  readonly title: string;
  readonly state: string;
  /** `Since` and `Host` and so on: label and value. */
  readonly facts: readonly (readonly [string, string])[];
  /** What the page itself says (custom, test), several lines. */
  readonly note: string;
  readonly checks: readonly CheckSection[];
  readonly moreChecks: number;
  readonly link: { readonly label: string; readonly url: string } | null;
  /** Leads to a page with a button that silences the service. */
  readonly silence: { readonly label: string; readonly url: string } | null;
  readonly because: readonly string[];
}

/** What a mail tells of one incident. `now` UTC ms; times in the zone of the person. */
export function mailSection(page: DescribedPage, now: number, timezone: string): MailSection {
  const shown = page.page.reason === 'recovery' ? page.checks : page.failing;
  return {
    title: page.title,
    state: stateOf(page, now, timezone),
    facts: factsOf(page, now, timezone),
    note: noteOf(page),
    checks: shown
      .slice(0, MAX_CHECKS)
      .map((check) => checkSection(check, { now, timezone, silentSince: page.unverified.get(check.key) ?? null })),
    moreChecks: Math.max(0, shown.length - MAX_CHECKS),
    link: linkOf(page),
    silence: silenceOf(page),
    because: page.because,
  };
}

/** The text of a notice without its first line, which is the title. */
function noteOf({ page }: DescribedPage): string {
  const text = cleanLines(page.text ?? '');
  return isNotice(page.reason) ? text.replace(/^.*\n+/, '') : text;
}

/** What is behind the comma says whether it still fails, as far as anybody knows. */
const STATES: Readonly<Partial<Record<PageReason, string>>> = {
  'snooze-ended': 'the snooze is over, still failing',
  'window-ended': 'maintenance ended, still failing',
  'dependency-ended': 'what it depends on is back, still failing',
  unacknowledged: 'nobody has acknowledged',
  reminder: 'you acknowledged it, and it still fails',
  update: 'changed since you acknowledged it',
  escalation: 'escalated to you',
};

function stateOf(page: DescribedPage, now: number, timezone: string): string {
  const severity = page.severity.toUpperCase();
  const reason = page.page.reason;
  if (reason === 'recovery') return page.resolvedBy === null ? 'RECOVERED' : `RESOLVED by ${page.resolvedBy}`;
  if (reason === 'taken') return takenState(page);
  if (reason === 'returned') return `${severity}: back after it was well for ${age(page.returnedAfterMs ?? 0)}`;
  const state = page.unverifiedSince === null ? STATES[reason] : unverifiedState(page, now, timezone);
  if (state !== undefined) return `${severity}: ${state}`;
  return page.incidentId === null ? '' : severity;
}

/** Nobody knows whether it still fails. */
function unverifiedState({ page, unverifiedSince }: DescribedPage, now: number, timezone: string): string {
  const before = (STATES[page.reason] ?? '').replace(/,.*/, '');
  const since = unverifiedSince === null ? '' : ` since ${shortTime(unverifiedSince, now, timezone)}`;
  return `${before === '' ? '' : `${before}, `}unverified: its source is silent${since}`;
}

function takenState({ takenBy }: DescribedPage): string {
  const { name = 'somebody', snoozedUntil = null } = takenBy ?? {};
  return snoozedUntil === null ? `TAKEN by ${name}: nobody else is paged` : `SNOOZED by ${name}`;
}

function factsOf(page: DescribedPage, now: number, timezone: string): readonly (readonly [string, string])[] {
  const facts = timesOf(page, now, timezone);
  const hosts = [...new Set(page.checks.flatMap(({ host }) => (host === null ? [] : [cleanLine(host)])))];
  if (page.label !== page.title && page.host === null) facts.push(['Service', page.label]);
  if (hosts.length > 0) facts.push(['Host', cutToLength(hosts.join(', '), 200)]);
  if (page.number !== null) facts.push(['Incident', `#${page.number}`]);
  if (page.dependents.length > 0) facts.push(['With it', cutToLength(page.dependents.join(', '), 400)]);
  if (page.runbook !== null) facts.push(['Runbook', cleanLine(page.runbook)]);
  return facts;
}

function timesOf({ since, takenBy, resolvedAt, resolvedBy }: DescribedPage, now: number, timezone: string) {
  const times: [string, string][] = [];
  if (since !== null) times.push(['Since', `${longTime(since, timezone)} (${age(now - since)} ago)`]);
  if (takenBy?.snoozedUntil != null) times.push(['Quiet until', longTime(takenBy.snoozedUntil, timezone)]);
  if (resolvedAt !== null) times.push([resolvedBy === null ? 'Recovered' : 'Resolved', longTime(resolvedAt, timezone)]);
  return times;
}

function age(ms: number): string {
  return formatDuration(Math.max(0, ms) / 1000);
}

function checkSection(
  check: CheckState,
  {
    now,
    timezone,
    silentSince,
  }: { readonly now: number; readonly timezone: string; readonly silentSince: number | null },
): CheckSection {
  const state = check.failing ? (check.sourceState ?? check.severity.toUpperCase()) : 'it is well';
  return {
    name: cleanLine(describeCheck(check)),
    says: saysOf(check, {
      since: shortTime(check.since, now, timezone),
      state: cleanLine(state),
      silent: silentSince === null ? null : shortTime(silentSince, now, timezone),
    }),
    output: cutToLength(cleanLines(`${check.summary}\n${check.details}`), MAX_OUTPUT),
  };
}

function saysOf(
  { source }: CheckState,
  { since, state, silent }: { readonly since: string; readonly state: string; readonly silent: string | null },
): string {
  const name = cleanLine(source);
  return silent === null
    ? `${name} says ${state} since ${since}`
    : `unverified: ${name} said ${state} since ${since}, and nothing since ${silent}`;
}

function silenceOf({ link, silenceable }: DescribedPage): MailSection['silence'] {
  if (link === null || silenceable === null) return null;
  return { label: `I am working on this: silence ${silenceable} for 30 min`, url: `${link}/silence` };
}

function linkOf(page: DescribedPage): MailSection['link'] {
  if (page.link === null) return null;
  const over = isFollowUp(page.page.reason) || page.page.reason === 'update' || page.page.reason === 'custom';
  return { label: over ? 'Open the incident' : 'Acknowledge', url: page.link };
}
