import * as fc from 'fast-check';
import { encode } from './alert-cases.js';
import { hostileText } from './texts.js';
import type { WireCase } from './wire-case.js';

const paths = fc.oneof(
  fc.constantFrom(
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/docs',
    '/api/v1/openapi.json',
    '/',
    '/a',
    '/a/',
    '/api/v1',
    '/api',
    '*',
    '//',
    '/./a/../a',
  ),
  fc.constantFrom(
    '/webhooks',
    '/webhooks/',
    '/webhooks/nobody',
    '/webhooks/__proto__',
    '/webhooks/%69cinga',
    'http://evil.example/',
    'http://[',
    '/%',
    '/%ff',
    '/\xff',
    '/a/%2e%2e/x',
    '/favicon.ico',
  ),
  hostileText.map((text) => `/${encode(text).slice(0, 8000)}`),
);

const tokens = (link: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      link,
      link.slice(1),
      `${link}x`,
      link.toUpperCase(),
      link.replace(/.$/, '='),
      'A'.repeat(32),
      '_'.repeat(32),
      '-'.repeat(32),
    ),
    fc
      .tuple(fc.nat(31), fc.constantFrom('A', 'z', '-', '%41', '%00'))
      .map(([at, letter]) => link.slice(0, at) + letter + link.slice(at + 1)),
    hostileText.map((text) => encode(text).slice(0, 8000)),
  );

/** Requests to everything that is neither an alert nor the admin API. `link` is a token that stands for an incident. */
export function pageCases(link: string): fc.Arbitrary<WireCase> {
  return fc
    .record({
      method: fc.oneof(
        { weight: 6, arbitrary: fc.constant('GET') },
        { weight: 3, arbitrary: fc.constantFrom('POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH') },
      ),
      target: fc.oneof(
        paths,
        tokens(link).map((token) => `/a/${token}`),
      ),
      query: fc.oneof(
        { weight: 3, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: hostileText.map((text) => `?${encode(text).slice(0, 4000)}=1&x=1&x=2`) },
      ),
      header: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<readonly (readonly [string, string])[]>(
            [['Cookie', 'a=b'.repeat(900)]],
            [['X-Forwarded-Host', 'evil.example']],
            [['Host', 'evil.example']],
            [['Accept', '\xff']],
            [['Range', 'bytes=1-0']],
            [['If-Modified-Since', 'x']],
            [
              ['Upgrade', 'websocket'],
              ['Connection', 'Upgrade'],
            ],
          ),
        },
      ),
      body: fc.constantFrom('', 'x=1', '{'),
    })
    .map(({ method, target, query, header, body }) => ({
      method,
      target: target + query,
      headers: header,
      body: method === 'GET' || method === 'HEAD' ? '' : body,
      chunk: null,
      authentic: false,
    }));
}
