import type { Alert } from '../../domain/alert.js';
import { factsOf } from '../../domain/check.js';
import type { Page } from '../../domain/page.js';
import { describeCheck } from '../correlate/title.js';
import { matchCheck } from '../route/match-check.js';
import { keepQuietHours } from '../route/quiet-hours.js';
import type { RuleIndex } from '../route/rule-index.js';
import { selectPeople } from '../route/select-people.js';
import { findWindow, type WindowIndex } from '../suppress/window-index.js';
import { byEmailOnly } from './email-only.js';
import { planTelling } from './plan-page.js';

/** Pages of a custom notification, or why there are none. */
export interface CustomPages {
  readonly pages: readonly Page[];
  /** Set when a window covers the check. */
  readonly suppressed: string | null;
}

/** A custom notification of a source pages its subscribers once, belongs to no incident and opens nothing. */
export function planCustomPage(
  alert: Alert,
  rules: { readonly index: RuleIndex; readonly windows: WindowIndex },
  now: number,
): CustomPages {
  const facts = factsOf(alert);
  const services = matchCheck(rules.index, facts).services;
  const window = findWindow(rules.windows, facts, services, now);
  if (window?.effect === 'suppress')
    return { pages: [], suppressed: `maintenance window "${window.reason}" (${window.id})` };
  const { people } = selectPeople(rules.index, {
    checks: [facts],
    service: services[0] ?? null,
    targets: [{ kind: 'subscribers' }],
    urgency: 'low',
    now,
  });
  const told = window === null ? people : people.flatMap((selected) => byEmailOnly(selected) ?? []);
  const pages = told.map((selected) =>
    planTelling({
      identity: [alert.id, selected.person],
      person: selected.person,
      reason: 'custom',
      severity: alert.severity,
      plan: keepQuietHours(rules.index.rules, selected, { urgency: 'low', now }),
      because: selected.because,
      text: customText(alert),
      now,
    }),
  );
  return { pages, suppressed: null };
}

function customText(alert: Alert): string {
  const what = describeCheck({ host: alert.host, check: alert.check, key: alert.checkKey });
  const by = alert.author === null ? alert.source : `${alert.author} (${alert.source})`;
  return `${by} about ${what}: ${alert.comment ?? alert.summary}`;
}
