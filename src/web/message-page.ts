import { html } from './html.js';
import { layout } from './layout.js';

/** A page that only says something: an expired link, an unknown one, a failure and what to do about it. */
export function messagePage(message: {
  readonly title: string;
  readonly text: string;
  readonly tone: 'amber' | 'red' | 'green';
}): string {
  return layout({
    title: message.title,
    body: html`<header class="top"><b>Paging router</b></header>
<main><section class="card hero"><div class="badges"><span class="badge ${message.tone}">${
      message.tone === 'red' ? 'Not done' : 'Note'
    }</span></div><h1>${message.title}</h1><p class="soft">${message.text}</p></section></main>`,
  });
}
