import { type Incident, isStale } from '../domain/incident.js';
import { type Html, html } from './html.js';
import type { IncidentView } from './incident-view.js';
import { clockTime, moment, relativeTime } from './when.js';

/** Where it stands, in a sentence: resolved, acknowledged by whom and when, held by maintenance; null while it pages. */
export function standing(view: IncidentView): Html | null {
  const { incident } = view;
  if (incident.state === 'resolved') return resolved(view);
  return html`${where(view)}${stale(view)}`;
}

function where(view: IncidentView): Html | null {
  const { state, suppressed: hold } = view.incident;
  if (state === 'acknowledged') return acknowledged(view);
  return hold === null ? null : suppressed(hold, view);
}

function stale({ incident, now }: IncidentView): Html | null {
  if (!isStale(incident, now)) return null;
  return html`<div class="note amber">Stale<p>Nothing was heard of it for so long that it is not known whether it still fails.</p></div>`;
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
  return html`<div class="note">${incident.snoozedBy == null ? 'Acknowledged' : 'Snoozed'} by ${names.join(', ') || 'somebody'}${when}<p>${next(view)}</p></div>`;
}

function next({ incident, now, timezone }: IncidentView): string {
  const until = incident.acknowledgedUntil;
  const after = incident.snoozedBy == null ? 'paging resumes' : 'everybody whom it concerns is paged again';
  if (until === null) return 'Nobody else is paged.';
  return `Nobody else is paged. If it still fails at ${clockTime(until, now, timezone)} (${relativeTime(until, now)}), ${after}.`;
}

function suppressed(
  { reason, until }: NonNullable<Incident['suppressed']>,
  { now, timezone }: Pick<IncidentView, 'now' | 'timezone'>,
): Html {
  const end = until === null ? '' : ` until ${clockTime(until, now, timezone)}`;
  return html`<div class="note amber">Not paging${end}<p>${reason}</p></div>`;
}
