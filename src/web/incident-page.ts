import { formatDuration } from '../domain/duration.js';
import { type Html, html } from './html.js';
import { checksCard } from './incident-checks.js';
import { peopleCard } from './incident-people.js';
import { standing } from './incident-standing.js';
import { type IncidentView, SEVERITY_COLORS } from './incident-view.js';
import { layout } from './layout.js';
import { silenceLabel } from './silence-page.js';
import { moment } from './when.js';

const STATES = {
  triggered: { word: 'Triggered', color: 'red' },
  acknowledged: { word: 'Acknowledged', color: 'blue' },
  resolved: { word: 'Resolved', color: 'green' },
} as const;

/** What the link of a page shows: the incident as it is now, and one large button while the reader has not acknowledged. */
export function incidentPage(view: IncidentView): string {
  const { incident, person, displayName } = view;
  return layout({
    title: `${STATES[incident.state].word}: ${incident.title}`,
    body: html`<header class="top"><b>Incident #${incident.number}</b><span>for ${displayName(person)}</span></header>
<main>
${hero(view)}
${standing(view)}
${checksCard(view)}
${peopleCard(view)}
${otherActions(view)}
${silenceOffer(view)}
</main>
${button(view)}`,
  });
}

function hero({ incident, now, timezone, runbook }: IncidentView): Html {
  const state = STATES[incident.state];
  const service = incident.service === null ? null : html`<span class="badge">${incident.service}</span>`;
  return html`<section class="card hero ${incident.state}">
<div class="badges"><span class="badge ${state.color}">${state.word}</span><span class="badge ${
    SEVERITY_COLORS[incident.severity]
  }">${incident.severity}</span>${service}</div>
<h1>${incident.title}</h1>
<p class="soft">Since ${moment(incident.openedAt, now, timezone)}</p>
<p class="soft">${extent({ incident })}${runbookLink(runbook)}</p>
</section>`;
}

function extent({ incident }: Pick<IncidentView, 'incident'>): string {
  if (incident.resolvedAt !== null)
    return `It lasted ${formatDuration((incident.resolvedAt - incident.openedAt) / 1000)}`;
  const failing = [...incident.checks.values()].filter((check) => check.failing).length;
  if (incident.checks.size === 1) return failing === 1 ? 'Its check is failing now' : 'Its check has recovered';
  return `${failing} of ${incident.checks.size} checks failing now`;
}

function runbookLink(runbook: string | null): Html | null {
  if (runbook === null || !/^https?:\/\//.test(runbook)) return null;
  return html` &middot; <a href="${runbook}" rel="noreferrer noopener">Runbook</a>`;
}

function silenceOffer({ incident, silenceHref }: IncidentView): Html | null {
  if (incident.state === 'resolved' || incident.service === null) return null;
  const isHeld = incident.suppressed !== null;
  const label = isHeld ? `Silence ${incident.service}, or see what silences it` : silenceLabel(incident.service);
  return html`<p class="soft"><a href="${silenceHref}">${label}</a></p>`;
}

function button({ incident, person }: IncidentView): Html | null {
  if (incident.state === 'resolved') return null;
  if (incident.acknowledgedBy.includes(person) && incident.state === 'acknowledged') return null;
  const [label, text] =
    incident.state === 'acknowledged'
      ? ['Acknowledge too', 'You then get its updates as well.']
      : ['Acknowledge', 'You take it; nobody else is paged.'];
  return html`<div class="act"><form method="post"><button type="submit">${label}</button></form><p class="soft small">${text}</p></div>`;
}

/** Out of the thumb's way: who presses one of these means it. */
function otherActions({ incident }: IncidentView): Html | null {
  if (incident.state === 'resolved') return null;
  return html`<section class="card"><h2>Or</h2>
<form method="post"><button type="submit" class="second" name="action" value="escalate">Escalate: page the next step now</button></form>
<form method="post"><button type="submit" class="second" name="action" value="snooze">Snooze: quiet for an hour, then page again</button></form>
<form method="post"><button type="submit" class="second" name="action" value="resolve">Resolve: it is over</button></form></section>`;
}
