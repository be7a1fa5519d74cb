import * as fc from 'fast-check';
import { authentic, type Fields, mutated, type SourceName, sources, sourceTokens } from './alert-payloads.js';
import { hostileText } from './texts.js';
import { bytesOf, compressed, damaged, jsonObject, rawJson } from './values.js';
import type { WireCase } from './wire-case.js';

const form = 'application/x-www-form-urlencoded';
const types = fc.oneof(
  { weight: 3, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        'application/json',
        'application/json; charset=utf-8',
        form,
        'text/plain',
        '',
        'application/vnd.x+json',
        'APPLICATION/JSON',
      ],
      ...[
        'application/json; charset=utf-16',
        'multipart/form-data; boundary=x',
        'application/xml',
        '/',
        'json',
        ';',
        'a'.repeat(300),
      ],
    ),
  },
);

const oddTails = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/',
      '?',
      '?token=',
      '?x=1&x=2&__proto__=1',
      '?%',
      '?%00&=',
      '#f',
      '/..',
      '%2f',
      '//',
      '/%2e%2e',
    ),
  },
  { weight: 1, arbitrary: hostileText.map((text) => `?q=${encode(text)}`) },
);

const oddHeaders = fc.oneof(
  { weight: 10, arbitrary: fc.constant([]) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<readonly (readonly [string, string])[]>(
      [['X-Forwarded-For', '1.2.3.4']],
      [['Content-Encoding', 'identity']],
      [['Expect', '100-continue']],
      [['Connection', 'close']],
      [['X-Odd', '\xff\x80 \xe4']],
      [['__proto__', 'x']],
      [['Accept-Encoding', 'gzip, br, \x01'.replace('\x01', '*')]],
      [['If-None-Match', '*']],
      [['Range', 'bytes=0-0']],
      [['X-Long', 'v'.repeat(9000)]],
      [
        ['X-Many', ''],
        ['X-Many', 'a'],
        ['X-Many', 'b'],
      ],
    ),
  },
);

/** The token of the source, mostly; also a wrong one, none, two, one of another source. */
function authorizations(source: SourceName): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const right = ['Authorization', `Bearer ${sourceTokens[source]}`] as const;
  return fc.oneof(
    { weight: 40, arbitrary: fc.constant([right]) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<readonly (readonly [string, string])[]>(
        [],
        [['Authorization', 'Bearer wrong']],
        [['Authorization', 'Basic eDp5']],
        [['Authorization', 'Bearer']],
        [['Authorization', `Bearer ${'x'.repeat(4000)}`]],
        [['Authorization', 'Bearer wrong'], right],
        [['Authorization', `Bearer ${sourceTokens.icinga}`]],
      ),
    },
  );
}

export function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function formOf(fields: Fields): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return fields.map(([name, value]) => `${encode(name)}=${encode(text(value) ?? '')}`).join('&');
}

const chunk = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom(1000, 65_536) },
);

/** Alerts with hostile texts that must be accepted. */
const good: fc.Arbitrary<WireCase> = sources.chain((source) =>
  fc.tuple(authentic[source], fc.boolean(), chunk).map(([fields, asForm, size]) => ({
    method: 'POST',
    target: `/webhooks/${source}`,
    headers: [
      ['Authorization', `Bearer ${sourceTokens[source]}`],
      ['Content-Type', asForm && source !== 'generic' ? form : 'application/json'],
    ],
    body:
      asForm && source !== 'generic'
        ? formOf(unique(fields))
        : bytesOf(jsonObject(fields.filter(([name]) => name !== '__proto__'))),
    chunk: size,
    authentic: true,
  })),
);

/** The last of each name, as JSON has it: a name that comes twice in a form is a list. */
function unique(fields: Fields): Fields {
  return [...new Map(fields)];
}

const bodies = (source: SourceName): fc.Arbitrary<string> => {
  const json = mutated[source].map((fields) => bytesOf(jsonObject(fields)));
  const several = fc
    .array(mutated[source], { maxLength: 6 })
    .map((all) => bytesOf(`[${all.map(jsonObject).join(',')}]`));
  return fc.oneof(
    { weight: 300, arbitrary: json },
    { weight: 80, arbitrary: mutated[source].map(formOf) },
    { weight: 80, arbitrary: several },
    { weight: 80, arbitrary: rawJson.map(bytesOf) },
    { weight: 80, arbitrary: damaged(json) },
    { weight: 20, arbitrary: damaged(mutated[source].map(formOf)) },
    { weight: 4, arbitrary: compressed },
    {
      weight: 1,
      arbitrary: fc.constantFrom(`[${'{},'.repeat(1100)}{}]`, 'a=1&'.repeat(30_000), 'x'.repeat(1_100_000)),
    },
  );
};

const bad: fc.Arbitrary<WireCase> = sources.chain((source) =>
  fc
    .record({
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant('POST') },
        {
          weight: 1,
          arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'QUERY', 'PROPFIND'),
        },
      ),
      tail: oddTails,
      token: authorizations(source),
      type: types,
      extra: oddHeaders,
      body: bodies(source),
      size: chunk,
      squeezed: fc.boolean(),
    })
    .map(({ method, tail, token, type, extra, body, size, squeezed }) => ({
      method,
      target: `/webhooks/${source}${tail}`,
      headers: [
        ...token,
        ...(type === '' ? [] : [['Content-Type', type] as const]),
        ...extra,
        ...(squeezed && body.startsWith('\x1f\x8b') ? [['Content-Encoding', 'gzip'] as const] : []),
      ],
      body,
      chunk: size,
      authentic: false,
    })),
);

/** Watchmouse's GET, the one GET that acts. */
const watchmouseGet: fc.Arbitrary<WireCase> = fc.tuple(mutated.watchmouse, fc.boolean()).map(([fields, repeated]) => {
  const query = formOf(fields).slice(0, 12_000);
  const token = `token=${sourceTokens.watchmouse}`;
  return {
    method: 'GET',
    target: `/webhooks/watchmouse?${repeated ? `${query}&${token}&${query.slice(0, 1000)}` : `${token}&${query}`}`,
    headers: [],
    body: '',
    chunk: null,
    authentic: false,
  };
});

/** Requests to the alert routes: a third of them alerts that must be taken. */
export const alertCase: fc.Arbitrary<WireCase> = fc.oneof(
  { weight: 4, arbitrary: good },
  { weight: 7, arbitrary: bad },
  { weight: 1, arbitrary: watchmouseGet },
);
