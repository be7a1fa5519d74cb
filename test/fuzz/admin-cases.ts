import * as fc from 'fast-check';
import { z } from 'zod';
import { encode } from './alert-cases.js';
import { explained } from './alert-payloads.js';
import { adminToken } from './router-under-fire.js';
import { hostileText } from './texts.js';
import { bytesOf, damaged, hostileValue, jsonObject, rawJson } from './values.js';
import type { WireCase } from './wire-case.js';

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: z.unknown() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
});
type Operation = z.infer<typeof Operation>;

/** What is read of the OpenAPI document: the cases are made of what the router itself says it takes. */
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

const ids = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '1',
      '2',
      '3',
      'nora',
      'inc_x',
      '0',
      '-1',
      '01',
      '1e0',
      '99999999999999999999',
      '%00',
      '%zz',
      '..',
      '.',
      '%2e%2e',
      '%2F',
      ':id',
      '*',
    ),
  },
  { weight: 2, arbitrary: hostileText.map((text) => encode(text).slice(0, 8000) || '%20') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(14_000), '%F0%9F%94%A5', '\xff', 'a;b=c', 'a,b', 'constructor', '__proto__'),
  },
);

const wellKnown = fc.constantFrom<unknown>(
  ...[
    'parsoid',
    'nora',
    'admin',
    '30m',
    '2h',
    '1d',
    '99999999999999999999w',
    '0s',
    `${'9'.repeat(400)}w`,
    '1s'.repeat(300),
  ],
  ...['2013-04-18T23:46:00Z', '2099-01-01T00:00:00+02:00', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z'],
  ...[
    '/(a+)+$/',
    '/[/',
    '/(((((((((x{100}){100}){100})))))))/',
    '/(?=x)/',
    '!',
    '*'.repeat(400),
    `/${'(a|'.repeat(500)}/`,
    '{}',
  ],
  ...[{ host: 'h*' }, { labels: { a: '*' } }, {}, [{}], { host: '/(x+x+)+y/' }, ['parsoid'], 50, 200, 201, '50'],
);

/** Values that fit a schema, mostly, or hostile ones. */
function valuesOf(schema: unknown, document: z.infer<typeof Document>, depth = 0): fc.Arbitrary<unknown> {
  const { $ref, type, enum: options, anyOf, properties, items } = Schema.parse(schema ?? {});
  if ($ref !== undefined) return valuesOf(document.components.schemas[$ref.split('/').at(-1) ?? ''], document, depth);
  const anything = fc.oneof({ weight: 3, arbitrary: wellKnown }, { weight: 2, arbitrary: hostileValue });
  if (depth > 4) return anything;
  if (options !== undefined)
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...options) }, { weight: 1, arbitrary: anything });
  if (anyOf !== undefined) return fc.oneof(anything, ...anyOf.map((one) => valuesOf(one, document, depth + 1)));
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(
      ([name, one]) => [name, valuesOf(one, document, depth + 1)] as const,
    );
    return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
  }
  if (items !== undefined) return fc.array(valuesOf(items, document, depth + 1), { maxLength: 4 });
  return type === 'object' ? fc.dictionary(hostileText, anything, { maxKeys: 3 }) : anything;
}

/** Requests to every route of the document, with what it says it takes and with what it does not. */
export function adminCases(openapi: unknown): fc.Arbitrary<WireCase> {
  const document = Document.parse(openapi);
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => caseOf(document, { path, method, operation })),
  );
  return fc.oneof({ weight: 4, arbitrary: fc.oneof(...all) }, { weight: 1, arbitrary: fc.oneof(...done) });
}

/** Requests that are right but for their texts: these change something. */
const done: readonly fc.Arbitrary<WireCase>[] = [
  hostileText.map((reason) => post('/maintenance-windows', { services: ['parsoid'], for: '30m', reason, by: 'nora' })),
  fc
    .tuple(hostileText, hostileText, hostileText)
    .map(([host, name, value]) =>
      post('/maintenance-windows', { match: { host, labels: { [name]: value } }, for: '1s', reason: 'x' }),
    ),
  fc
    .tuple(fc.nat(50), hostileText)
    .map(([number, note]) => post(`/incidents/${number}/acknowledge`, { by: 'nora', note })),
  fc.tuple(fc.nat(50), hostileText).map(([number, note]) => post(`/incidents/${number}/resolve`, { note })),
  explained.map((subject) => post('/explain', subject)),
  fc.nat(50).map((number) => ({ ...post(`/incidents/${number}/explanation`, ''), method: 'GET', body: '' })),
  fc.nat(50).map((number) => ({ ...post(`/incidents/${number}`, ''), method: 'GET', body: '' })),
];

function post(path: string, body: unknown): WireCase {
  const headers = [['Authorization', `Bearer ${adminToken}`] as const, ['Content-Type', 'application/json'] as const];
  return {
    method: 'POST',
    target: `/api/v1${path}`,
    headers,
    body: bytesOf(JSON.stringify(body)),
    chunk: null,
    authentic: false,
  };
}

function caseOf(
  document: z.infer<typeof Document>,
  { path, method, operation }: { readonly path: string; readonly method: string; readonly operation: Operation },
): fc.Arbitrary<WireCase> {
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return fc
    .record({
      ids: fc.array(ids, { minLength: 2, maxLength: 2 }),
      query: queryOf(names),
      body: schema === undefined ? fc.constantFrom('', '{}') : bodyOf(valuesOf(schema, document)),
      type: fc.oneof(
        { weight: 30, arbitrary: fc.constant('application/json') },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            'text/plain',
            'application/json; charset=utf-7',
            'application/x-www-form-urlencoded',
          ),
        },
      ),
      method: fc.oneof(
        { weight: 30, arbitrary: fc.constant(method.toUpperCase()) },
        { weight: 1, arbitrary: fc.constantFrom('PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'GET', 'POST') },
      ),
      token: fc.oneof(
        { weight: 40, arbitrary: fc.constant(`Bearer ${adminToken}`) },
        { weight: 1, arbitrary: fc.constantFrom('', 'Bearer x', `bearer  ${adminToken}`, `Bearer ${adminToken} x`) },
      ),
      extra: fc.oneof({ weight: 10, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: oddHeaders }),
    })
    .map((made) => ({
      method: made.method,
      target: path.replaceAll(/\{\w+\}/g, () => made.ids[0] ?? 'x') + made.query,
      headers: [['Authorization', made.token], ['Content-Type', made.type], ...made.extra],
      body: made.body,
      chunk: null,
      authentic: false,
    }));
}

const oddHeaders = fc.constantFrom<readonly (readonly [string, string])[]>(
  [['Idempotency-Key', 'k1']],
  [['Idempotency-Key', '']],
  [['Idempotency-Key', 'x'.repeat(300)]],
  [['Idempotency-Key', '\xff']],
  [['User-Agent', 'pagectl']],
  [['Content-Encoding', 'gzip']],
  [['Content-Encoding', 'br']],
  [['Content-Encoding', 'zstd']],
  [['If-None-Match', '*']],
  [['Accept', 'application/xml']],
);

function queryOf(names: readonly string[]): fc.Arbitrary<string> {
  const name =
    names.length === 0
      ? hostileText
      : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: hostileText });
  const value = fc.oneof(
    hostileText,
    wellKnown.map(String),
    fc.constantFrom('open', '1', '200', '-5', '1e2', '0x10', ' 7 ', 'eyJ9', 'MTow', '0:0', '1:1'),
  );
  const pair = fc
    .tuple(name, value)
    .map(([key, text]) => `${encode(key).slice(0, 4000)}=${encode(text).slice(0, 4000)}`);
  const raw = fc.constantFrom(
    '%',
    '%zz=1',
    '&&=',
    'limit=1&limit=2',
    'limit[]=1',
    'limit[a]=1',
    '__proto__=1',
    '?',
    '#',
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: fc.array(pair, { minLength: 1, maxLength: 3 }).map((pairs) => `?${pairs.join('&')}`) },
    { weight: 1, arbitrary: raw.map((text) => `?${text}`) },
  );
}

function bodyOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const json = value.map((one) => bytesOf(JSON.stringify(one) ?? ''));
  return fc.oneof(
    { weight: 300, arbitrary: json },
    { weight: 60, arbitrary: rawJson.map(bytesOf) },
    { weight: 40, arbitrary: damaged(json) },
    { weight: 40, arbitrary: fc.tuple(hostileText, hostileValue).map((pair) => bytesOf(jsonObject([pair]))) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `{"${'k'.repeat(250_000)}":1}`,
        `{${'"a":1,'.repeat(40_000)}"b":1}`,
        'x'.repeat(300_000),
        `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
      ),
    },
  );
}
