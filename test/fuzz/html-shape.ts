import { Parser } from 'htmlparser2';

/** Elements and attributes of our pages and mails, with the values that attributes may have. There are no others. */
const known: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  html: { lang: /^en$/ },
  head: {},
  meta: {
    charset: /^utf-8$/,
    name: /^(viewport|color-scheme|robots)$/,
    content: /^(width=device-width.*|light dark|noindex)$/,
  },
  title: {},
  style: {},
  body: { class: /^(narrow|wide)$/, style: /^margin:0;padding:16px;font:[\w/. -]+;color:#1a1a1a$/ },
  header: { class: /^top$/ },
  form: { method: /^post$/ },
  button: { type: /^submit$/, class: /^second$/, name: /^action$/, value: /^(escalate|snooze|resolve)$/ },
  time: { datetime: /^[\d:.TZ+-]+$/ },
  a: {
    href: /^(https:\/\/pager\.example\.org\/a\/[\w-]+(\/silence)?|token\/silence|v1\/openapi\.json|#\w+)$/,
    style: /^display:inline-block;[\w:;# -]+$/,
    rel: /^noreferrer noopener$/,
  },
  table: { cellpadding: /^0$/ },
  details: { id: /^\w+$/ },
  ...Object.fromEntries(['main', 'b', 'h2', 'h3', 'br', 'hr', 'tr', 'th', 'summary', 'code'].map((name) => [name, {}])),
  ...Object.fromEntries(
    ['section', 'div', 'span', 'ul', 'li', 'p', 'h1', 'td', 'pre'].map((name) => [
      name,
      { class: /^[a-z ]+$/, style: /^[\w:;#%./ -]+$/ },
    ]),
  ),
};

export interface Shape {
  /** What the reader sees. */
  readonly text: string;
  /** What must not be there. */
  readonly foreign: readonly string[];
}

/** Parses a page or mail as its reader's program does, and tells what is in it that we did not write. */
export function shapeOf(page: string): Shape {
  const foreign: string[] = [];
  const texts: string[] = [];
  let inStyle = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      inStyle = name === 'style';
      const allowed = Object.hasOwn(known, name) ? known[name] : undefined;
      if (allowed === undefined) foreign.push(`<${name}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        const pattern = allowed !== undefined && Object.hasOwn(allowed, attribute) ? allowed[attribute] : undefined;
        if (pattern?.test(value) !== true) foreign.push(`<${name} ${attribute}="${value}">`);
      }
    },
    onclosetag() {
      inStyle = false;
    },
    ontext(text) {
      if (!inStyle) texts.push(text);
    },
    oncomment(text) {
      foreign.push(`<!--${text}-->`);
    },
    onprocessinginstruction(_, text) {
      if (text.toLowerCase() !== '!doctype html') foreign.push(`<${text}>`);
    },
  });
  parser.end(page);
  return { text: texts.join(''), foreign };
}
