import type { Incident } from '../../domain/incident.js';
import type { Page } from '../../domain/page.js';
import type { Rules } from '../../domain/rules.js';
import { followUp } from './follow-up.js';
import { type Progress, proceed } from './progress.js';
import { unheardNotices } from './unheard-notices.js';

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
    snoozedBy: null,
    staleAt: null,
  };
  const text = end.by === 'monitoring' ? 'every check is well again' : `resolved by ${end.by}`;
  return {
    ...proceed(progress, ended, {
      pages: [...recoveryNotices(ended, rules, end.now), ...unheardNotices(ended, rules, end.now)],
      timeline: [{ at: end.now, kind: 'resolved', text }],
    }),
    cancel: 'resolved before it was sent',
  };
}

/**
 * As each wishes, by SMS only to those paged by SMS: the ledger lets only those through who were really told, by SMS within the
 * last 60 minutes. Who resolved it by hand knows.
 */
function recoveryNotices(incident: Incident, rules: Rules, now: number): Page[] {
  return Object.keys(incident.paged).flatMap((name) => {
    const person = rules.people.get(name);
    if (person === undefined || name === incident.resolvedBy) return [];
    const occasion = { incident, step: 0, reason: 'recovery', now, salt: 'recovery' } as const;
    return followUp(occasion, { person, rules }, person.tell.over) ?? [];
  });
}
