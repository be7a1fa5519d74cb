import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import request from 'supertest';
import { apiRoutes } from '../../src/http/api/routes.js';
import { addressOf, LOGIN, seed, tokenOf } from './addresses.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const BODIES: Readonly<Record<string, object>> = {
  openMaintenanceWindow: { services: ['parsoid'], for: '30m', reason: 'deploy' },
  previewMaintenanceWindow: { services: ['parsoid'], for: '30m', reason: 'deploy' },
  createRecurringWindow: { services: ['parsoid'], at: '13:00', timezone: 'UTC', for: '30m', reason: 'slot' },
  extendMaintenanceWindow: { for: '10m' },
  snoozeIncident: { for: '2h' },
  explainAlert: { check: 'LVS' },
  addCalendarFeed: { of: 'roan' },
  addOverride: { schedule: 'ops-oncall', kind: 'cover', person: 'roan', for: '4h' },
  beginContactMethod: { channel: 'email', to: 'roan@example.net' },
  confirmContactMethod: { code: LOGIN.code },
  startLogin: { person: 'roan' },
  confirmLogin: { code: LOGIN.code },
  createToken: { name: 'deploy', robot: true, scopes: ['maintenance:parsoid'] },
  askForAccess: { services: ['parsoid'], for: '30m', reason: 'deploy' },
};

async function documentOf() {
  const { body } = await request(aFakeRouter().server).get('/api/v1/openapi.json').expect(200);
  return body;
}

describe('GET /api/v1/openapi.json', () => {
  it('documents exactly the routes that are served', async () => {
    const document = await documentOf();
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method} ${path}`),
    );
    const served = apiRoutes.map(({ method, path }) => `${method} /api/v1${path.replace(/:(\w+)/g, '{$1}')}`);

    expect(documented.sort()).toEqual(served.sort());
    expect(document.openapi).toBe('3.1.0');
  });

  it.each(apiRoutes.map((route) => [route.operationId, route] as const))(
    'describes the answers of %s',
    async (operationId, route) => {
      const document = await documentOf();
      const ajv = new Ajv2020({ strict: false, allErrors: true });
      addFormats.default(ajv);
      ajv.addSchema(document, 'api');
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const pointer = (status: number, type: string) =>
        `api#/paths/${encodeURIComponent(`/api/v1${path}`.replaceAll('/', '~1'))}/${route.method}/responses/${status}/content/${type.replace('/', '~1')}/schema`;
      const router = aFakeRouter();
      const { server } = router;
      await seed(router, ['parsoid'], 'daniel');
      const daniel = await tokenOf(router, 'daniel');
      const address = addressOf(route, daniel.id);
      const bearer = operationId === 'askForAccess' ? daniel.text : TOKEN;
      const call = request(server)[route.method](address);

      const done = await call.set('Authorization', `Bearer ${bearer}`).send(BODIES[operationId]);
      const refused = await request(server)
        [route.method](`${address}?nonsense=1`)
        .set('Authorization', `Bearer ${TOKEN}`);

      expect(done.status).toBe(route.status);
      expect([ajv.validate(pointer(route.status, 'application/json'), done.body), ajv.errors]).toEqual([true, null]);
      expect(refused.status).toBe(400);
      expect(ajv.validate(pointer(400, 'application/problem+json'), refused.body)).toBe(true);
    },
  );
});

describe('GET /api/docs', () => {
  it('is a readable page without scripts or other assets', async () => {
    const { text, headers } = await request(aFakeRouter().server).get('/api/docs').expect(200);

    for (const { path } of apiRoutes) expect(text).toContain(`/api/v1${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(text).not.toMatch(/<script|<link|src=/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
});
