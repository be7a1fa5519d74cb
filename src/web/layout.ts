import { createHash } from 'node:crypto';
import { type Html, html } from './html.js';
import { STYLESHEET } from './stylesheet.js';

const STYLE_HASH = createHash('sha256').update(STYLESHEET).digest('base64');

/**
 * Headers of every page: nothing is loaded from anywhere, nothing is kept, nobody learns the address (it is the
 * permission), and forms go only back to us.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow, noarchive',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

export interface Layout {
  readonly title: string;
  readonly body: Html;
  /** `wide` for documents; pages for phones stay narrow. */
  readonly width?: 'narrow' | 'wide';
}

/** A whole document around `body`. */
export function layout({ title, body, width = 'narrow' }: Layout): string {
  const style: Html = { html: `<style>${STYLESHEET}</style>` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
${style}
</head>
<body class="${width}">
${body}
</body>
</html>
`.html;
}
