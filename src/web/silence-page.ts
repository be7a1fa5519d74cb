import type { Incident } from '../domain/incident.js';
import type { MaintenanceWindow } from '../domain/maintenance-window.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';
import { clockTime } from './when.js';

/** What the silence link of a page shows to its reader. */
export interface SilenceView {
  readonly incident: Incident;
  /** Name of its service, for people; null: it has none. */
  readonly service: string | null;
  /** The window that silences the service now; null: none does. */
  readonly window: MaintenanceWindow | null;
  /** Why the reader cannot do it; null: they can. */
  readonly refused: string | null;
  /** IANA zone of the reader. */
  readonly timezone: string;
  readonly now: number;
  displayName(person: string): string;
}

/** What the button says, here and in the mail. */
export function silenceLabel(service: string): string {
  return `I am working on this: silence ${service} for 30 min`;
}

/** The service, what silencing it means, and one button; or who has silenced it until when, or why it cannot be. */
export function silencePage(view: SilenceView): string {
  const { incident, service } = view;
  const title = service === null ? 'Silence' : `Silence ${service}`;
  return layout({
    title,
    body: html`<header class="top"><b>Incident #${incident.number}</b><span>${incident.title}</span></header>
<main><section class="card hero"><div class="badges">${badge(view)}</div>
<h1>${title}</h1>
${text(view)}
</section></main>
${button(view)}`,
  });
}

function badge({ window, refused }: SilenceView): Html {
  if (window !== null) return html`<span class="badge blue">Silenced</span>`;
  return refused === null
    ? html`<span class="badge amber">Pages go on</span>`
    : html`<span class="badge red">Not possible</span>`;
}

function text({ window, refused, displayName, now, timezone }: SilenceView): Html {
  if (window !== null) {
    return html`<p>Until <b>${clockTime(window.endsAt, now, timezone)}</b>, by ${displayName(window.createdBy)}: ${window.reason}.</p>
<p class="soft">To end it now: <code>pagectl maintenance end ${window.id}</code></p>`;
  }
  if (refused !== null) return html`<p>${refused}</p>`;
  return html`<p>Nobody is paged for it for 30 minutes. Those whom this silences are told by mail; what still fails at the end pages then.</p>`;
}

function button({ window, refused, service }: SilenceView): Html | null {
  if (window !== null || refused !== null || service === null) return null;
  return html`<div class="act"><form method="post"><button type="submit">${silenceLabel(service)}</button></form></div>`;
}
