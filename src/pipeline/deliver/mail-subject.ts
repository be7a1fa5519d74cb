import type { PageReason } from '../../domain/page.js';
import { worstSeverity } from '../../domain/severity.js';
import { cleanLine } from './clean-text.js';
import { cutToFit } from './cut-text.js';
import type { DescribedPage } from './describe-pages.js';

const MAX_LENGTH = 120;

const KINDS: Readonly<Record<PageReason, string>> = {
  problem: 'PROBLEM',
  escalation: 'PROBLEM',
  'severity-rise': 'PROBLEM',
  'window-ended': 'PROBLEM',
  'snooze-ended': 'PROBLEM',
  returned: 'PROBLEM',
  'dependency-ended': 'PROBLEM',
  unacknowledged: 'UNACKNOWLEDGED',
  reminder: 'REMINDER',
  update: 'UPDATE',
  recovery: 'RECOVERY',
  taken: 'TAKEN',
  unheard: 'OVER',
  custom: 'MESSAGE',
  test: 'TEST',
  shift: 'ON CALL',
  reply: 'REPLY',
  maintenance: 'MAINTENANCE',
  readiness: 'READINESS',
  digest: 'DIGEST',
};

/**
 * `[PROBLEM] Parsoid: LVS HTTP on parsoid.svc CRITICAL (#12)`: one line, at most 120 characters. Over the mails of one
 * incident only kind and state change, since mail clients thread by the rest.
 */
export function mailSubject(pages: readonly DescribedPage[]): string {
  const [first, ...others] = pages;
  if (first === undefined) return '';
  const kind = KINDS[first.page.reason];
  if (others.length > 0)
    return joined(kind, `${pages.length} incidents: ${labels(pages)}`, worstSeverity(pages).toUpperCase());
  if (first.incidentId === null) return joined(kind, first.title, '');
  const state = first.page.reason === 'recovery' ? 'OK' : first.severity.toUpperCase();
  const number = first.number === null ? '' : ` (#${first.number})`;
  if (first.resolvedBy !== null) return joined('RESOLVED', first.title, `by ${first.resolvedBy}${number}`);
  if (first.page.reason === 'taken')
    return joined(kind, first.title, `by ${first.takenBy?.name ?? 'somebody'}${number}`);
  return joined(kind, first.title, `${state}${number}`);
}

function labels(pages: readonly DescribedPage[]): string {
  return [...new Set(pages.map(({ label }) => label))].join(', ');
}

/** Only what stands between kind and state is ever cut. */
function joined(kind: string, text: string, state: string): string {
  const whole = (part: string) => cleanLine(`[${kind}] ${part} ${state}`);
  return whole(cutToFit(cleanLine(text), (candidate) => whole(candidate).length <= MAX_LENGTH));
}
