import type { AccessRequest } from '../domain/access-request.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';
import { clockTime } from './when.js';

/** What the link of an access request shows, to one of those who were asked. */
export interface RequestView {
  readonly request: AccessRequest;
  /** Who reads it. */
  readonly person: string;
  /** IANA zone of the reader. */
  readonly timezone: string;
  readonly now: number;
  /** Why it cannot be decided here (any more); null: the two buttons are shown. */
  readonly closed: string | null;
  displayName(person: string): string;
}

/** Who asks for which window and why, and two buttons; once it is decided, by whom. */
export function requestPage(view: RequestView): string {
  const { request, person, displayName, now, timezone } = view;
  const title = `${displayName(request.person)} asks for a maintenance window`;
  return layout({
    title,
    body: html`<header class="top"><b>Access request</b><span>for ${displayName(person)}</span></header>
<main><section class="card hero"><div class="badges">${badge(request)}</div>
<h1>${title}</h1>
<p>On <b>${coverText(request)}</b>, from ${clockTime(request.startsAt, now, timezone)} to ${clockTime(request.endsAt, now, timezone)}.</p>
<p>${request.reason}</p>
<p class="soft small">Meanwhile nobody is paged for what it covers. What still fails at its end pages then.</p>
${view.closed === null ? null : html`<p class="soft">${view.closed}</p>`}
</section></main>
${view.closed === null ? buttons() : null}`,
  });
}

function badge({ state, decidedBy }: AccessRequest): Html {
  if (state === 'open') return html`<span class="badge amber">Waiting</span>`;
  const color = state === 'approved' ? 'green' : 'red';
  return html`<span class="badge ${color}">${state === 'approved' ? 'Approved' : 'Denied'} by ${decidedBy ?? 'somebody'}</span>`;
}

function buttons(): Html {
  return html`<div class="act"><form method="post"><button type="submit" name="decision" value="approve">Approve</button></form>
<form method="post"><button type="submit" class="second" name="decision" value="deny">Deny</button></form></div>`;
}

function coverText({ services, match }: AccessRequest): string {
  return [...services, ...match.map((matcher) => `checks like ${JSON.stringify(matcher)}`)].join(', ');
}
