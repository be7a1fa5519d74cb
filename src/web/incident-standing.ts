import type { Incident } from '../domain/incident.js';
import { type Html, html } from './html.js';
import type { IncidentView } from './incident-view.js';
import { clockTime, moment, relativeTime } from './when.js';

/** Where it stands, in a sentence: resolved, acknowledged by whom and when, held by maintenance; null while it pages. */
export function standing(view: IncidentView): Html | null {
  const { incident } = view;
  if (incident.state === 'resolved') return resolved(view);
  if (incident.state === 'acknowledged') return acknowledged(view);
  return incident.suppressed === null ? null : suppressed(incident.suppressed, view);
}

function resolved({ incident, now, timezone, displayName }: IncidentView): Html {
  const { resolvedAt, resolvedBy } = incident;
  const who = resolvedBy === null || resolvedBy === 'monitoring' ? null : displayName(resolvedBy);
  const when = resolvedAt === null ? null : html` ${moment(resolvedAt, now, timezone)}`;
  return html`<div class="note green">Resolved${when}<p>${
    who === null ? 'Every check has recovered.' : `Resolved by ${who}.`
  } Nothing is left to do.</p></div>`;
}

function acknowledged(view: IncidentView): Html {
  const { incident, person, now, timezone, displayName } = view;
  const names = incident.acknowledgedBy.map((name) => (name === person ? 'you' : displayName(name)));
  const when = incident.acknowledgedAt === null ? null : html`, ${moment(incident.acknowledgedAt, now, timezone)}`;
  return html`<div class="note">Acknowledged by ${names.join(', ') || 'somebody'}${when}<p>${next(view)}</p></div>`;
}

function next({ incident, now, timezone }: IncidentView): string {
  const until = incident.acknowledgedUntil;
  if (until === null) return 'Nobody else is paged.';
  return `Nobody else is paged. If it still fails at ${clockTime(until, now, timezone)} (${relativeTime(until, now)}), paging resumes.`;
}

function suppressed(
  { reason, until }: NonNullable<Incident['suppressed']>,
  { now, timezone }: Pick<IncidentView, 'now' | 'timezone'>,
): Html {
  const end = until === null ? '' : ` until ${clockTime(until, now, timezone)}`;
  return html`<div class="note amber">Not paging${end}<p>${reason}</p></div>`;
}
