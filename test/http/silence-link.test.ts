import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { personPrincipal } from '../../src/pipeline/access/judge-action.js';
import { accessRules } from './access-rules.js';
import { anIncident, aWindow, EVENING } from './builders.js';
import { aFakeRouter, type FakeRouter } from './fake-router.js';

function aRouter(): FakeRouter {
  const router = aFakeRouter(accessRules());
  router.state.windows = [];
  return router;
}

const aCaller = (name: string) => ({ principal: personPrincipal({ name, roles: [] }), via: 'api', from: null });
const pathOf = ({ links }: FakeRouter, person = 'roan') => `${new URL(links.link(12, person)).pathname}/silence`;

describe('the silence link of a page', () => {
  it('is offered on the page of the incident, and shows a button', async () => {
    const router = aRouter();
    const path = pathOf(router);

    const incident = await request(router.server).get(path.replace('/silence', '')).expect(200);
    const { text } = await request(router.server).get(path).expect(200);

    expect(incident.text).toContain(`href="${path.replace('/a/', '')}"`);
    expect(text).toContain('<button type="submit">I am working on this: silence');
  });

  it('never acts on GET or HEAD', async () => {
    const router = aRouter();

    await request(router.server).get(pathOf(router)).expect(200);
    await request(router.server).head(pathOf(router)).expect(200);
    await request(router.server).put(pathOf(router)).expect(405);

    expect(router.calls).toEqual([]);
  });

  it('opens a window of half an hour on POST as the person of the link', async () => {
    const router = aRouter();

    const { headers } = await request(router.server).post(pathOf(router)).expect(303);

    expect(new URL(headers.location ?? '', `http://x${pathOf(router)}`).pathname).toBe(pathOf(router));
    expect(router.calls).toMatchObject([
      {
        action: 'open',
        actor: { person: 'roan', via: 'link' },
        more: {
          services: ['parsoid'],
          endsAt: EVENING + 60_000 + 1_800_000,
          reason: 'roan is working on incident #12',
        },
      },
    ]);
  });

  it('opens no second one, and shows until when and by whom', async () => {
    const router = aRouter();
    router.state.windows = [aWindow({ createdBy: 'roan' })];

    await request(router.server).post(pathOf(router)).expect(303);
    const { text } = await request(router.server).get(pathOf(router)).expect(200);

    expect(router.calls).toEqual([]);
    expect(text).toContain('pagectl maintenance end win_1');
    expect(text).not.toContain('I am working on this');
  });

  it('ends the window that it shows, for who may, and none that was opened meanwhile', async () => {
    const router = aRouter();
    const occurrence = { id: 'parsoid-deploy@2013-04-18T23:30:00Z', createdBy: 'rules', via: 'rules' };
    router.state.windows = [aWindow({ ...occurrence, services: ['parsoid', 'mysql'] })];
    const press = (window: string) =>
      request(router.server).post(pathOf(router, 'daniel')).type('form').send({ action: 'end', window });

    const { text } = await request(router.server).get(pathOf(router, 'daniel')).expect(200);
    await request(router.server)
      .get(pathOf(router, 'daniel'))
      .query({ action: 'end', window: occurrence.id })
      .expect(200);
    await press('win_before').expect(303);
    expect(router.calls).toEqual([]);
    await press(occurrence.id).expect(303);

    expect(text).toContain(
      `<input type="hidden" name="window" value="${occurrence.id}"><button type="submit" name="action" value="end">`,
    );
    expect(text).toContain('It covers parsoid, mysql.');
    expect(router.calls).toMatchObject([
      { action: 'end', on: occurrence.id, actor: { person: 'daniel', via: 'link' } },
    ]);
  });

  it('shows and ends what holds the incident, whatever that covers', async () => {
    const router = aRouter();
    const held = { reason: 'maintenance window "kernels"', id: 'win_1', until: null };
    router.state.incident = anIncident({ suppressed: held });
    router.state.windows = [aWindow({ services: [], match: [{ host: 'wtp*' }], createdBy: 'daniel' })];
    const path = pathOf(router, 'daniel');

    const { text } = await request(router.server).get(path).expect(200);
    await request(router.server).post(path).type('form').send({ action: 'end', window: 'win_1' }).expect(303);
    await request(router.server).post(path).expect(303);

    expect(text).toContain('Silenced');
    expect(text).toContain('It covers');
    expect(router.calls.map(({ action }) => action)).toEqual(['end', 'open']);
  });

  it('does not end a window for who may not', async () => {
    const router = aRouter();
    router.state.windows = [aWindow({ createdBy: 'daniel' })];
    const path = pathOf(router, 'vera');

    const shown = await request(router.server).get(path).expect(200);
    const { text } = await request(router.server)
      .post(path)
      .type('form')
      .send({ action: 'end', window: 'win_1' })
      .expect(409);

    expect(shown.text).not.toContain('<button');
    expect(text).toContain('vera may not end the maintenance window');
    expect(router.calls).toEqual([]);
    expect(router.access.memory.records).toMatchObject([
      { who: 'vera', via: 'link', action: 'windows.end', outcome: 'refused' },
    ]);
  });

  it('refuses who may not, and names who may', async () => {
    const router = aRouter();
    router.state.incident = anIncident({ service: 'mysql' });

    const shown = await request(router.server).get(pathOf(router)).expect(200);
    const { text } = await request(router.server).post(pathOf(router)).expect(409);

    expect(shown.text).toContain('Who may: Tim (owner of mysql)');
    expect(shown.text).not.toContain('I am working on this');
    expect(text).toContain('roan may not open a maintenance window on mysql');
    expect(router.calls).toEqual([]);
    expect(router.access.memory.records).toMatchObject([
      {
        who: 'roan',
        via: 'link',
        action: 'windows.open',
        target: 'window on mysql',
        outcome: 'refused',
        code: 'not-owner',
      },
    ]);
  });

  it('asks those who may by one press, once, and opens the window as theirs who asked when one approves', async () => {
    const router = aRouter();
    router.state.incident = anIncident({ service: 'mysql' });
    const path = pathOf(router);
    const ask = () => request(router.server).post(path).type('form').send({ action: 'ask' });

    const before = await request(router.server).get(path).expect(200);
    await request(router.server).get(path).query({ action: 'ask' }).expect(200);
    expect(before.text).toContain('value="ask"');
    expect(router.access.told).toEqual([]);
    await ask().expect(303);
    await ask().expect(303);
    const { text } = await request(router.server).get(path).expect(200);

    expect(router.access.told.map(({ person }) => person)).toEqual(['tim', 'daniel', 'ada']);
    expect(router.access.told[0]?.text).toContain('roan is working on incident #12');
    expect(text).toMatch(/<b>Asked<\/b> at .*: Tim, Daniel, Ada\./);
    expect(text).not.toContain('<button');
    expect(router.access.memory.records).toMatchObject([
      { who: 'roan', via: 'link', action: 'access-requests.create' },
    ]);
    const [asked] = (await router.access.access.requests.list(1)).items;
    await router.access.access.requests.approve(asked?.id ?? '', aCaller('tim'));
    expect(router.calls).toMatchObject([{ action: 'open', actor: { person: 'roan' }, more: { services: ['mysql'] } }]);
  });

  it('says that it was denied, and may be asked again', async () => {
    const router = aRouter();
    router.state.incident = anIncident({ service: 'mysql' });
    await request(router.server).post(pathOf(router)).type('form').send({ action: 'ask' }).expect(303);
    const [asked] = (await router.access.access.requests.list(1)).items;
    await router.access.access.requests.deny(asked?.id ?? '', aCaller('tim'));

    const { text } = await request(router.server).get(pathOf(router)).expect(200);

    expect(text).toContain('Tim denied what you asked for');
    expect(text).toContain('value="ask"');
  });

  it('asks nobody for who may do it, nor for who may not even look', async () => {
    const router = aRouter();
    await request(router.server).post(pathOf(router)).type('form').send({ action: 'ask' }).expect(303);
    router.state.incident = anIncident({ service: 'mysql' });
    const path = pathOf(router, 'nobody');

    expect((await request(router.server).get(path).expect(200)).text).not.toContain('<button');
    await request(router.server).post(path).type('form').send({ action: 'ask' }).expect(409);

    expect(router.access.told).toEqual([]);
    expect(router.calls).toEqual([]);
  });

  it('does nothing for what is over, expired or forged', async () => {
    const router = aRouter();
    const path = pathOf(router);
    router.state.incident = anIncident({ state: 'resolved', resolvedAt: EVENING });

    await request(router.server).post(path).expect(409);
    await request(router.server)
      .post(path.replace(/.\/silence$/, '~/silence'))
      .expect(404);
    router.clock.advance(25 * 3_600_000);
    await request(router.server).post(path).expect(410);

    expect(router.calls).toEqual([]);
  });
});
