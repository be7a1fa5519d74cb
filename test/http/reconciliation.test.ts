import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { aCheck, EVENING } from './builders.js';
import { aFakeRouter, TOKEN } from './fake-router.js';

const router = aFakeRouter();

async function get(path: string) {
  const answer = await request(router.server).get(`/api/v1${path}`).set('Authorization', `Bearer ${TOKEN}`).expect(200);
  return answer.body;
}

describe('GET /api/v1/reconciliation', () => {
  it('says that no source can be asked', async () => {
    router.state.reconciliation = null;

    expect(await get('/reconciliation')).toMatchObject({ source: null, reachable: false, items: [] });
  });

  it('shows what differs and which side follows', async () => {
    const difference = { kind: 'fails-there', key: 'icinga/db1', host: 'db1', check: null, incident: null } as const;
    router.state.reconciliation = {
      source: 'icinga',
      last: { v: 1, comparedAt: EVENING, failing: null, nodes: [] },
      differences: [{ ...difference, text: 'icinga says DOWN', mend: null }],
      because: null,
    };

    expect(await get('/reconciliation')).toEqual({
      source: 'icinga',
      reachable: true,
      because: null,
      comparedAt: new Date(EVENING).toISOString(),
      failingSince: null,
      items: [{ ...difference, text: 'icinga says DOWN', mended: 'no' }],
    });
  });

  it('says why the source cannot be asked', async () => {
    const last = { v: 1 as const, comparedAt: null, failing: { since: EVENING, because: 'refused' }, nodes: [] };
    router.state.reconciliation = { source: 'icinga', last, differences: null, because: 'refused' };

    const failingSince = new Date(EVENING).toISOString();
    expect(await get('/reconciliation')).toMatchObject({ reachable: false, because: 'refused', failingSince });
  });
});

describe('GET /api/v1/incidents/:id', () => {
  it('says since when a check is not verified', async () => {
    router.state.unverified = new Map([[aCheck().key, EVENING]]);

    const { checks } = await get('/incidents/12');

    expect(checks[0].unverifiedSince).toBe(new Date(EVENING).toISOString());
  });
});
