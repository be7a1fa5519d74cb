import { type Html, html } from './html.js';
import type { IncidentView } from './incident-view.js';
import { moment } from './when.js';

/** Who was paged, when and how; and who is to be paged but has got nothing so far. */
export function peopleCard(view: IncidentView): Html {
  const names = Object.entries(view.incident.paged)
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([name]) => name);
  const told = names.filter((name) => view.told.has(name));
  const waiting = names.filter((name) => !view.told.has(name));
  const rows = [...told, ...waiting].map((name) => personRow(view, name));
  return html`<section class="card"><h2>Who was paged</h2>${
    rows.length === 0 ? html`<p>Nobody so far.</p>` : html`<ul class="rows">${rows}</ul>`
  }</section>`;
}

function personRow({ person, displayName, told, now, timezone }: IncidentView, name: string): Html {
  const message = told.get(name);
  const ways = message?.channels.map((channel) => (channel === 'sms' ? 'SMS' : channel)).join(' + ') ?? 'not yet';
  const when = message === undefined ? null : html`<div class="soft small">${moment(message.at, now, timezone)}</div>`;
  return html`<li><div class="row"><div><b>${displayName(name)}</b>${name === person ? ' (you)' : null}${when}</div>
<span class="badge">${ways}</span></div></li>`;
}
