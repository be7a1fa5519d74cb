import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/domain/rules.js';
import type { Route } from '../../src/http/api/route.js';
import { apiRoutes } from '../../src/http/api/routes.js';
import type { VerifyIdentity } from '../../src/ports-access.js';
import { accessRules } from './access-rules.js';
import { addressOf, LOGIN, seed, tokenOf } from './addresses.js';
import { aFeed, anIncident, anOverride, aWindow, EVENING } from './builders.js';
import { aFakeRouter, type FakeRouter, TOKEN } from './fake-router.js';

/**
 * Who may use which route: every route of the table, on somebody's own service (or token, or phone) and on another's. A
 * route that is not in it fails; whoever is not named is refused.
 */

const READERS = ['vera', 'rick', 'pia', 'roan', 'daniel', 'ada', 'ADMIN_TOKEN', 'robot read', 'roan read', 'oidc sre'];
const OPS = ['daniel', 'ada', 'ADMIN_TOKEN', 'oidc sre'];
const ADMINS = ['ada', 'ADMIN_TOKEN'];
const EVERYBODY = [
  'nil',
  'oidc stranger',
  'roan maintenance:parsoid',
  'robot maintenance:parsoid',
  'robot incidents',
  'robot audit',
];
const MAINTENANCE = ['roan maintenance:parsoid', 'robot maintenance:parsoid'];

interface Expected {
  /** On parsoid, which roan owns and of which pia was paged; on one's own token or phone. */
  readonly own: readonly string[];
  /** On mysql, which tim owns; on somebody else's token or phone. */
  readonly other: readonly string[];
}

const same = (who: readonly string[]): Expected => ({ own: who, other: who });
const anybody = same([...READERS, ...EVERYBODY, 'nobody', 'a wrong token', 'an expired token', 'a revoked token']);
const people = ['vera', 'rick', 'pia', 'roan', 'daniel', 'ada', 'nil'];
const onWindow = { own: ['roan', ...MAINTENANCE, ...OPS], other: OPS };
const onIncident = { own: ['pia', 'roan', 'robot incidents', ...OPS], other: ['robot incidents', ...OPS] };

const MATRIX: Readonly<Record<string, Expected>> = {
  listIncidents: same(READERS),
  showIncident: same(READERS),
  showReconciliation: same(READERS),
  showTimeline: same(READERS),
  explainIncident: same(READERS),
  explainAlert: same(READERS),
  acknowledgeIncident: onIncident,
  resolveIncident: onIncident,
  escalateIncident: onIncident,
  snoozeIncident: onIncident,
  openMaintenanceWindow: onWindow,
  extendMaintenanceWindow: onWindow,
  endMaintenanceWindow: onWindow,
  settleMaintenanceWindow: onWindow,
  previewMaintenanceWindow: same([...READERS, ...MAINTENANCE]),
  createRecurringWindow: onWindow,
  endRecurringWindow: onWindow,
  listRecurringWindows: same([...READERS, ...MAINTENANCE]),
  listMaintenanceWindows: same([...READERS, ...MAINTENANCE]),
  showMaintenanceWindow: same([...READERS, ...MAINTENANCE]),
  listNotifications: same(READERS),
  showReadiness: same(READERS),
  listDeadLetters: same(READERS),
  retryDeadLetter: same(OPS),
  forgiveDeadLetter: same(OPS),
  listOutbox: same(ADMINS),
  showRules: same(READERS),
  listPeople: same(READERS),
  listServices: same(READERS),
  pageTest: { own: [...people, 'ADMIN_TOKEN', 'oidc sre'], other: OPS },
  listContactMethods: same(READERS),
  beginContactMethod: { own: [...people, 'ADMIN_TOKEN', 'oidc sre'], other: OPS },
  confirmContactMethod: { own: [...people, 'ADMIN_TOKEN', 'oidc sre'], other: OPS },
  removeContactMethod: { own: [...people, 'ADMIN_TOKEN', 'oidc sre'], other: OPS },
  startLogin: anybody,
  confirmLogin: anybody,
  showMe: same([...READERS, ...EVERYBODY]),
  createToken: { own: [...people, ...ADMINS], other: ADMINS },
  listTokens: { own: [...people, ...ADMINS], other: ADMINS },
  revokeToken: { own: [...people, ...ADMINS], other: ADMINS },
  listAccessRequests: same(READERS),
  showAccessRequest: same(READERS),
  // Who may open the window is told that nothing needs asking (409); that is not a 403.
  askForAccess: {
    own: ['vera', 'rick', 'pia', 'roan', 'daniel', 'ada', 'roan maintenance:parsoid'],
    other: ['vera', 'rick', 'pia', 'roan', 'daniel', 'ada'],
  },
  approveAccessRequest: { own: ['roan', 'roan maintenance:parsoid', ...OPS], other: OPS },
  denyAccessRequest: { own: ['roan', 'roan maintenance:parsoid', ...OPS], other: OPS },
  listAudit: same([...OPS, 'robot audit']),
  showOnCall: same(READERS),
  listSchedules: same(READERS),
  listOverrides: same(READERS),
  addOverride: { own: ['roan', ...OPS], other: OPS },
  removeOverride: { own: ['roan', ...OPS], other: OPS },
  listCalendarFeeds: same(READERS),
  addCalendarFeed: { own: ['roan', 'rick', 'pia', ...OPS], other: ['rick', 'pia', ...OPS] },
  revokeCalendarFeed: { own: ['roan', ...OPS], other: OPS },
};

type Side = keyof Expected;

const ROLES: Readonly<Record<string, readonly Role[]>> = {
  vera: ['viewer'],
  rick: ['responder'],
  pia: ['responder'],
  roan: ['viewer'],
  tim: ['viewer'],
  daniel: ['ops'],
  ada: ['admin'],
  nil: [],
};

const identity: VerifyIdentity = async (bearer) => {
  const [, subject, ok] = bearer.split('.');
  if (ok !== 'ok') return 'invalid';
  return { subject: subject ?? '', person: null, roles: subject === 'sre' ? ['ops'] : [] };
};

/** Persona → bearer token (null: none), and the id of a token that is their own. */
async function bearers({ access, clock }: FakeRouter) {
  const found = new Map<string, { readonly bearer: string | null; readonly token: string | null }>();
  const caller = {
    principal: { name: 'ada', kind: 'admin', roles: [], scopes: null, tokenId: null },
    via: 'api',
    from: null,
  } as const;
  const make = async (name: string, person: string | null, scopes: readonly string[] | null, lifeSeconds = 7200) => {
    const made = await access.access.tokens.create({ name, person, scopes, lifeSeconds }, caller);
    found.set(name, { bearer: made.text, token: made.token.id });
    return made;
  };
  for (const name of people) await make(name, name, null);
  for (const scopes of ['read', 'maintenance:parsoid']) await make(`roan ${scopes}`, 'roan', [scopes]);
  for (const scope of ['read', 'maintenance:parsoid', 'incidents', 'audit'])
    await make(`robot ${scope}`, null, [scope]);
  await make('an expired token', 'ada', null, 60);
  const revoked = await make('a revoked token', 'ada', null);
  await access.access.tokens.revoke(revoked.token.id, caller);
  clock.advance(61_000);
  found.set('ADMIN_TOKEN', { bearer: TOKEN, token: null });
  found.set('oidc sre', { bearer: 'x.sre.ok', token: null });
  found.set('oidc stranger', { bearer: 'x.stranger.ok', token: null });
  found.set('a wrong token', { bearer: `${found.get('ada')?.bearer?.slice(0, -1)}!`, token: null });
  found.set('nobody', { bearer: null, token: null });
  return found;
}

const STRANGERS = ['nobody', 'a wrong token', 'an expired token', 'a revoked token'];

let router: FakeRouter;

async function listening(side: Side): Promise<string> {
  router = aFakeRouter(accessRules(ROLES), identity);
  const service = side === 'own' ? 'parsoid' : 'mysql';
  const paged = side === 'own' ? { pia: { cycle: 1, at: EVENING, channels: ['sms' as const] } } : {};
  router.state.incident = anIncident({ service, paged });
  router.state.windows = [aWindow({ services: [service], createdBy: 'somebody', endsAt: EVENING + 3_600_000 })];
  const person = side === 'own' ? 'roan' : 'tim';
  router.state.override = anOverride({ person, replaces: null, createdBy: 'somebody' });
  router.state.calendarFeed = aFeed({ of: { kind: 'person', name: person } });
  await new Promise<void>((resolve) => router.server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = router.server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function bodyOf({ operationId }: Route, side: Side, persona: string): object {
  const services = [side === 'own' ? 'parsoid' : 'mysql'];
  const person = side === 'own' ? 'roan' : 'tim';
  const bodies: Readonly<Record<string, object>> = {
    openMaintenanceWindow: { services, for: '30m', reason: 'deploy' },
    previewMaintenanceWindow: { services, for: '30m', reason: 'deploy' },
    createRecurringWindow: { services, at: '13:00', timezone: 'UTC', for: '30m', reason: 'slot' },
    askForAccess: { services, for: '30m', reason: 'deploy' },
    extendMaintenanceWindow: { for: '10m' },
    snoozeIncident: { for: '2h' },
    explainAlert: { check: 'LVS' },
    beginContactMethod: { channel: 'email', to: `${persona.replaceAll(/\W/g, '')}@example.net` },
    confirmContactMethod: { code: LOGIN.code },
    startLogin: { person: `somebody-${persona}` },
    confirmLogin: { code: LOGIN.code },
    addOverride: { schedule: 'ops-oncall', kind: 'cover', person, for: '4h' },
    addCalendarFeed: { of: person },
    createToken: { name: 'mine', ...(side === 'other' ? { person: 'tim' } : {}) },
  };
  return bodies[operationId] ?? {};
}

describe('the table of who may', () => {
  it('holds every route', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(apiRoutes.map(({ operationId }) => operationId).sort());
  });
});

describe('who may', () => {
  afterEach(() => {
    router.server.close();
    router.server.closeAllConnections();
  });

  const cases = apiRoutes.flatMap((route) =>
    (['own', 'other'] as const).map((side) => [route.operationId, side, route] as const),
  );

  it.each(cases)('%s, %s', async (operationId, side, route) => {
    const statuses = await statusesOf(route, side);

    const refusals = route.action === 'public' ? [403] : [401, 403];
    const allowed = Object.keys(statuses).filter((persona) => !refusals.includes(statuses[persona] ?? 0));
    expect(allowed.sort()).toEqual([...new Set(MATRIX[operationId]?.[side])].sort());
    const strangers = route.action === 'public' ? [] : STRANGERS.map((persona) => statuses[persona]);
    expect(strangers.filter((status) => status !== 401)).toEqual([]);
  });
});

/** What each persona is answered. */
async function statusesOf(route: Route, side: Side): Promise<Record<string, number>> {
  const root = await listening(side);
  const personas = await bearers(router);
  const foreign = await tokenOf(router, 'tim');
  const statuses: Record<string, number> = {};
  for (const [persona, { bearer, token }] of personas) {
    await seed(router, [side === 'own' ? 'parsoid' : 'mysql'], 'rick');
    const target = { persona, token: side === 'own' && token !== null ? token : foreign.id, side };
    const response = await fetch(root + pathOf(route, target), {
      method: route.method.toUpperCase(),
      headers: {
        'Content-Type': 'application/json',
        ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
      },
      ...(route.method === 'post' ? { body: JSON.stringify(bodyOf(route, side, persona)) } : {}),
    });
    statuses[persona] = response.status;
  }
  return statuses;
}

function pathOf(
  route: Route,
  { persona, token, side }: { readonly persona: string; readonly token: string; readonly side: Side },
): string {
  const person = side === 'own' && people.includes(persona) ? persona : 'tim';
  const query = route.operationId === 'listTokens' && side === 'other' ? '?person=tim' : '';
  return addressOf(route, token).replace('/people/roan/', `/people/${person}/`) + query;
}
