import { isFollowUp } from '../../domain/page.js';
import type { Severity } from '../../domain/severity.js';
import { cutToLength } from './cut-text.js';
import type { DescribedPage } from './describe-pages.js';
import { endedInShort } from './ended-unheard.js';
import { replyHints } from './reply-hints.js';
import type { SmsParts, SmsRequest } from './sms-parts.js';

const NAMED = 3;
const NAME_LENGTH = 30;

/** Several incidents in one SMS: counts by severity and service, worst first; one link, to the worst. */
export function renderSmsBundle({ pages, ended, heldCount, quietCount, leftCount, code }: SmsRequest): SmsParts {
  const recovered = pages.filter(({ page }) => page.reason === 'recovery');
  const taken = pages.filter(({ page }) => page.reason === 'taken');
  const open = pages.filter(({ page }) => !isFollowUp(page.reason));
  const lines = [...severityLines(open), ...lineOf('RECOVERED', recovered), ...lineOf('TAKEN', taken)];
  const first = open[0] ?? pages[0];
  const number = first?.number == null ? '' : ` #${first.number}`;
  return {
    head: `${unacknowledged(open)}${lines[0] ?? ''}`,
    summary: '',
    facts: [
      ...lines.slice(1),
      ...countsOf(pages.length, { heldCount, quietCount, leftCount }),
      ...(ended.length > 0 ? [endedInShort(ended)] : []),
    ].join('\n'),
    hints: replyHints(code, open[0]?.page.reason ?? 'recovery'),
    answer: first?.link == null ? '' : `${open.length > 0 ? 'Worst' : 'See'}${number}: ${first.link}`,
    theirs: pages.map(({ label }) => label).join(' '),
  };
}

function lineOf(what: string, pages: readonly DescribedPage[]): readonly string[] {
  return pages.length === 0 ? [] : [`${what} ${countNames(pages)}`];
}

function countsOf(
  pages: number,
  { heldCount, quietCount, leftCount }: Pick<SmsRequest, 'heldCount' | 'quietCount' | 'leftCount'>,
): readonly string[] {
  const counts = [
    heldCount > 0 ? `${heldCount} of ${pages} were held back` : '',
    leftCount > 0 ? `${leftCount} more wait` : '',
  ];
  const text = counts.filter((count) => count !== '').join(', ');
  return [
    ...(quietCount > 0 ? [`${quietCount} of ${pages} waited for the end of your quiet hours`] : []),
    ...(text === '' ? [] : [text]),
  ];
}

function unacknowledged(open: readonly DescribedPage[]): string {
  return open.some(({ page }) => page.reason === 'unacknowledged') ? 'NOBODY ACKNOWLEDGED ' : '';
}

function severityLines(pages: readonly DescribedPage[]): readonly string[] {
  const severities = [...new Set(pages.map(({ severity }) => severity))];
  return severities.map((severity) => `${severity.toUpperCase()} ${countOf(pages, severity)}`);
}

function countOf(pages: readonly DescribedPage[], severity: Severity): string {
  const ofSeverity = pages.filter((page) => page.severity === severity);
  return ofSeverity.every(isOfService) ? countChecks(ofSeverity) : countNames(ofSeverity);
}

function isOfService({ incidentId, host, label, title }: DescribedPage): boolean {
  return incidentId !== null && label !== (host ?? title);
}

/** `Parsoid: 3 checks, MySQL: 41, and 12 services more` */
function countChecks(pages: readonly DescribedPage[]): string {
  const counts = new Map<string, number>();
  for (const { label, failingCount } of pages) counts.set(label, (counts.get(label) ?? 0) + Math.max(1, failingCount));
  const names = [...counts].slice(0, NAMED).map(([label, count], n) => {
    const unit = count === 1 ? ' check' : ' checks';
    return `${cutToLength(label, NAME_LENGTH)}: ${count}${n === 0 ? unit : ''}`;
  });
  const rest = counts.size - names.length;
  return `${names.join(', ')}${rest > 0 ? `, and ${rest} service${rest === 1 ? '' : 's'} more` : ''}`;
}

/** `200 hosts down: db1, db2, db3 and 197 more`, `5 incidents: Parsoid (4), MySQL` */
function countNames(pages: readonly DescribedPage[]): string {
  const counts = new Map<string, number>();
  for (const { label } of pages) counts.set(label, (counts.get(label) ?? 0) + 1);
  const names = [...counts].slice(0, NAMED).map(([label, count]) => {
    return `${cutToLength(label, NAME_LENGTH)}${count > 1 ? ` (${count})` : ''}`;
  });
  const rest = counts.size - names.length;
  return `${pages.length} ${whatTheyAre(pages)}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function whatTheyAre(pages: readonly DescribedPage[]): string {
  const plural = pages.length === 1 ? '' : 's';
  if (!pages.every(({ host }) => host !== null)) return `incident${plural}`;
  if (pages.some(({ page }) => page.reason === 'recovery')) return `host${plural}`;
  return `host${plural} ${pages.every(({ hostDown }) => hostDown) ? 'down' : 'failing'}`;
}
