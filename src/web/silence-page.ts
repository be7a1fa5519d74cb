import type { AccessRequest } from '../domain/access-request.js';
import type { Incident } from '../domain/incident.js';
import type { MaintenanceWindow } from '../domain/maintenance-window.js';
import { describeCover } from '../pipeline/access/covered-services.js';
import { howToEnd } from '../pipeline/suppress/how-to-end.js';
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
  /** Whether the reader may end it. */
  readonly mayEnd: boolean;
  /** Why the reader cannot do it; null: they can. */
  readonly refused: string | null;
  /** What the reader has asked of those who may, or may ask them; null: nothing is to be asked. */
  readonly asking: { readonly request: AccessRequest | null; readonly mayAsk: boolean } | null;
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

function text(view: SilenceView): Html {
  const { window, refused, displayName, now, timezone } = view;
  if (window !== null) {
    return html`<p>Until <b>${clockTime(window.endsAt, now, timezone)}</b>, by ${displayName(window.createdBy)}: ${window.reason}.</p>
${isWider(window) ? html`<p>It covers ${describeCover(window)}.</p>` : null}
${howToEnd(window, now).map((line) => html`<p class="soft">${line}</p>`)}`;
  }
  if (refused !== null) return html`<p>${refused}</p>${asked(view)}`;
  return html`<p>Nobody is paged for it for 30 minutes. Those whom this silences are told by mail; what still fails at the end pages then.</p>`;
}

function isWider({ services, match }: MaintenanceWindow): boolean {
  return services.length > 1 || match.length > 0;
}

/** What has become of their asking. */
function asked({ asking, displayName, now, timezone }: SilenceView): Html | null {
  const request = asking?.request ?? null;
  if (request === null) return null;
  const names = request.asked.map(displayName).join(', ');
  if (request.state === 'denied') {
    const by = displayName(request.decidedBy ?? 'somebody');
    return html`<p class="soft">${by} denied what you asked for at ${clockTime(request.createdAt, now, timezone)}.</p>`;
  }
  if (request.state !== 'open') return null;
  return html`<p><b>Asked</b> at ${clockTime(request.createdAt, now, timezone)}: ${names}. They have a link to approve it; you hear what they say.</p>`;
}

function button({ window, mayEnd, refused, service, asking }: SilenceView): Html | null {
  if (window !== null) return mayEnd ? endButton(window) : null;
  if (asking?.mayAsk) {
    return html`<div class="act"><form method="post"><button type="submit" name="action" value="ask">Ask them to silence it for 30 min</button></form></div>`;
  }
  if (refused !== null || service === null) return null;
  return html`<div class="act"><form method="post"><button type="submit">${silenceLabel(service)}</button></form></div>`;
}

/** Names the window: what was opened meanwhile is not ended by it. */
function endButton({ id }: MaintenanceWindow): Html {
  return html`<div class="act"><form method="post"><input type="hidden" name="window" value="${id}"><button type="submit" name="action" value="end">End it now: what still fails pages again</button></form></div>`;
}
