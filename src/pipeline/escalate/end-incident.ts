import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { Person, Rules } from '../../domain/rules.js';
import type { SelectedPerson } from '../route/select-people.js';
import { planPage } from './plan-page.js';
import { type Progress, proceed } from './progress.js';

/** Ends the incident: takes back what was not sent yet and tells those who were paged that it is over. */
export function endIncident(
  progress: Progress,
  rules: Rules,
  end: { readonly by: string; readonly now: number },
): Progress {
  const { incident } = progress;
  const ended: Incident = {
    ...incident,
    state: 'resolved',
    resolvedAt: end.now,
    resolvedBy: end.by,
    updatedAt: end.now,
    nextStepAt: null,
    suppressed: null,
    acknowledgedUntil: null,
  };
  const text = end.by === 'monitoring' ? 'every check is well again' : `resolved by ${end.by}`;
  return {
    ...proceed(progress, ended, {
      pages: recoveryNotices(ended, rules, end.now),
      timeline: [{ at: end.now, kind: 'resolved', text }],
    }),
    cancel: 'resolved before it was sent',
  };
}

/**
 * By email, and by SMS to those paged by SMS: the ledger lets only those through who were really told, by SMS within the
 * last 60 minutes. Who resolved it by hand knows.
 */
function recoveryNotices(incident: Incident, rules: Rules, now: number): Page[] {
  const notices: Page[] = [];
  for (const [name, paged] of Object.entries(incident.paged)) {
    const person = rules.people.get(name);
    if (person === undefined || name === incident.resolvedBy) continue;
    const selected = recoveryCalls(person, paged.channels.includes('sms'));
    if (selected.calls.length === 0) continue;
    notices.push(planPage({ incident, step: 0, reason: 'recovery', now, salt: 'recovery' }, selected));
  }
  return notices;
}

function recoveryCalls(person: Person, bySms: boolean): SelectedPerson {
  const sms = bySms ? person.sms.slice(0, 1).map((to) => ({ channel: 'sms' as const, to, afterSeconds: 0 })) : [];
  const email = person.email.slice(0, 1).map((to) => ({ channel: 'email' as const, to, afterSeconds: 0 }));
  return { person: person.name, calls: [...sms, ...email], fallbacks: [], because: ['paged for this incident'] };
}
