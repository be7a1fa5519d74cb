import { createHash } from 'node:crypto';
import request from 'supertest';
import type { Caller } from '../../src/domain/access.js';
import type { Route } from '../../src/http/api/route.js';
import { personPrincipal } from '../../src/pipeline/access/judge-action.js';
import type { FakeRouter } from './fake-router.js';

const REQUEST_ID = 'b'.repeat(16);
export const LOGIN = { id: 'login_1', code: '12345678' } as const;

/** What a route's path leads to, in a fake router that was seeded: `token` is the id of a token. */
export function addressOf({ path }: Pick<Route, 'path'>, token: string): string {
  const ids: readonly (readonly [string, string])[] = [
    ['/maintenance-windows', 'win_1'],
    ['/recurring-windows', 'rec_1'],
    ['/tokens', token],
    ['/access-requests', REQUEST_ID],
    ['/logins', LOGIN.id],
  ];
  const [, id] = ids.find(([start]) => path.startsWith(start)) ?? ['', '12'];
  return `/api/v1${path.replace(':id', id).replace(':name', 'roan')}`;
}

/** Somebody of the router's rules, as they come over the API. */
function callerOf(router: FakeRouter, name: string): Caller {
  const person = router.rules.people.get(name);
  if (person === undefined) throw new Error(`the rules of the test know no ${name}`);
  return { principal: personPrincipal(person), via: 'api', from: '127.0.0.1' };
}

/** A token of somebody, as text and id. */
export async function tokenOf(
  router: FakeRouter,
  name: string,
  scopes: readonly string[] | null = null,
): Promise<{ readonly text: string; readonly id: string }> {
  const request = { name: 'test', person: name, scopes, lifeSeconds: 3600 };
  const { text, token } = await router.access.access.tokens.create(request, callerOf(router, name));
  return { text, id: token.id };
}

/** Puts an access request (of `person`, on `services`) and a login of roan's into the stores. */
export async function seed(router: FakeRouter, services: readonly string[], person: string): Promise<void> {
  const { requests, logins, methods } = router.access.memory;
  const now = router.clock.now();
  await requests.write({
    v: 1,
    id: REQUEST_ID,
    rev: 0,
    state: 'open',
    person,
    services: [...services],
    match: [],
    startsAt: now,
    endsAt: now + 1_800_000,
    reason: 'deploy',
    createdAt: now,
    asked: [],
    decidedBy: null,
    decidedAt: null,
    windowId: null,
    effect: 'suppress' as const,
  });
  const codeHash = createHash('sha256').update(`${LOGIN.id} ${LOGIN.code}`).digest('hex');
  await logins.keep({ id: LOGIN.id, person: 'roan', codeHash }, 600);
  const method = { channel: 'sms', to: '+12025550199', first: false } as const;
  const methodHash = createHash('sha256').update(`12 ${LOGIN.code}`).digest('hex');
  await logins.keep({ id: '12', person: 'roan', codeHash: methodHash, method }, 600);
  await methods.add({ v: 1, id: '12', person: 'roan', ...method, verifiedAt: now, addedBy: 'roan' });
}

/** Somebody with a token of theirs, ready to ask. */
export async function signedIn(router: FakeRouter, name: string, scopes: readonly string[] | null = null) {
  const { text, id } = await tokenOf(router, name, scopes);
  const send = (method: 'get' | 'post', path: string) =>
    request(router.server)[method](`/api/v1${path}`).set('Authorization', `Bearer ${text}`);
  return {
    id,
    text,
    get: (path: string) => send('get', path),
    post: (path: string, body: object = {}) => send('post', path).send(body),
  };
}
