import type { CheckState } from '../domain/check.js';
import { type Html, html } from './html.js';
import { type IncidentView, SEVERITY_COLORS } from './incident-view.js';
import { moment } from './when.js';

const MAX_CHECKS = 25;

/** What each source says about each check: failing ones first, the newest change first. */
export function checksCard(view: IncidentView): Html {
  const all = [...view.incident.checks.values()].sort(
    (a, b) => Number(b.failing) - Number(a.failing) || b.since - a.since,
  );
  const more = all.length - MAX_CHECKS;
  return html`<section class="card"><h2>What each source says</h2><ul class="rows">${all
    .slice(0, MAX_CHECKS)
    .map((check) => checkRow(check, view))}</ul>${
    more > 0 ? html`<p class="soft small">and ${more} more checks</p>` : null
  }</section>`;
}

function checkRow(check: CheckState, { now, timezone, unverified }: IncidentView): Html {
  const silentSince = unverified.get(check.key) ?? null;
  const said = check.failing ? (check.sourceState ?? check.severity) : 'recovered';
  const word = silentSince === null ? said : 'unverified';
  const color = silentSince === null ? colorOf(check) : 'amber';
  const where = check.check === null || check.host === null ? check.source : `${check.source} · ${check.host}`;
  return html`<li><div class="row"><div><b>${check.check ?? check.host ?? check.key}</b>
<div class="soft small">${where}</div>
<div class="soft small">since ${moment(check.since, now, timezone)}</div>${sourceNotes(check)}${
    silentSince === null
      ? null
      : html`<div class="soft small">was ${said}; nothing is known of it since ${moment(silentSince, now, timezone)}: ${check.source} is silent</div>`
  }</div>
<span class="badge ${color}">${word}</span></div>${
    check.summary === '' ? null : html`<p class="out">${check.summary}</p>`
  }</li>`;
}

function colorOf({ failing, severity }: CheckState): string {
  return failing ? SEVERITY_COLORS[severity] : 'green';
}

function sourceNotes(check: CheckState): Html | null {
  const notes = [
    check.flapping ? 'flapping' : null,
    check.acknowledgedBy === null ? null : `acknowledged in ${check.source} by ${check.acknowledgedBy}`,
    check.downtimeUntil === null ? null : `in downtime in ${check.source}`,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : html`<div class="soft small">${notes.join(', ')}</div>`;
}
