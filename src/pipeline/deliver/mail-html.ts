import type { CheckSection, MailSection } from './mail-sections.js';

const BODY = 'margin:0;padding:16px;font:15px/1.45 sans-serif;color:#1a1a1a';
const BUTTON =
  'display:inline-block;padding:12px 20px;background:#b00020;color:#ffffff;text-decoration:none;border-radius:4px;font-weight:bold';
const OUTPUT = 'margin:4px 0 12px;padding:8px;background:#f3f3f3;white-space:pre-wrap;font:13px/1.4 monospace';

/** The sections of a mail as a plain HTML document: inline styles, no images, no scripts, every text escaped. */
export function mailHtml(sections: readonly MailSection[], notes: readonly string[]): string {
  const parts = [...sections.map(sectionHtml), ...notes.map((note) => `<p>${escapeHtml(note)}</p>`)];
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width"></head>\n' +
    `<body style="${BODY}">\n${parts.join('\n<hr>\n')}\n</body></html>\n`
  );
}

/** Text and attribute values alike. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function sectionHtml(section: MailSection): string {
  const { state, title, note, link, silence, facts, checks, moreChecks, because } = section;
  return [
    state === '' ? '' : `<p style="margin:0;color:#b00020;font-weight:bold">${escapeHtml(state)}</p>`,
    `<h1 style="margin:4px 0 12px;font-size:20px">${escapeHtml(title)}</h1>`,
    note === '' || note === title ? '' : `<p style="white-space:pre-wrap">${escapeHtml(note)}</p>`,
    link === null ? '' : `<p><a href="${escapeHtml(link.url)}" style="${BUTTON}">${escapeHtml(link.label)}</a></p>`,
    silence === null ? '' : `<p><a href="${escapeHtml(silence.url)}">${escapeHtml(silence.label)}</a></p>`,
    facts.length === 0 ? '' : `<table cellpadding="0">${facts.map(factHtml).join('')}</table>`,
    ...checks.map(checkHtml),
    moreChecks > 0 ? `<p>... and ${moreChecks} more checks</p>` : '',
    because.length === 0 ? '' : `<p style="color:#666666">Why you: ${escapeHtml(because.join('; '))}</p>`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function factHtml([label, value]: readonly [string, string]): string {
  return `<tr><td style="padding-right:12px;color:#666666">${escapeHtml(label)}</td><td>${escapeHtml(value)}</td></tr>`;
}

function checkHtml({ name, says, output }: CheckSection): string {
  const pre = output === '' ? '' : `<pre style="${OUTPUT}">${escapeHtml(output)}</pre>`;
  return `<p style="margin:12px 0 0"><b>${escapeHtml(name)}</b><br>${escapeHtml(says)}</p>${pre}`;
}
