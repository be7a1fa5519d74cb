import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { macroArguments, makeHost, run, serviceProblem } from './sender.mjs';

const host = makeHost([]);
after(() => host.remove());
const id = async (macros) => JSON.parse((await run(host, '--dry-run', ...macroArguments(macros))).stdout).eventId;

describe('eventId', () => {
  it('is equal for all users and all times of sending', async () => {
    const one = await id(serviceProblem({ 'user.name': 'jdoe', 'icinga.timet': '1795335653' }));
    const other = await id(
      serviceProblem({ 'user.name': 'roan', 'icinga.timet': '1795335699', 'service.output': 'other' }),
    );

    assert.equal(one, other);
    assert.match(one, /^[0-9a-f]{64}$/);
  });

  const changes = {
    'notification.type': 'ACKNOWLEDGEMENT',
    'host.name': 'web2.example.org',
    'service.name': 'http',
    'service.state': 'WARNING',
    'service.last_state_change': '1795335653',
    'notification.author': 'jdoe',
    'notification.comment': 'on it',
    'icinga.node_name': 'icinga2.example.org',
  };
  for (const [name, value] of Object.entries(changes)) {
    it(`changes with ${name}`, async () => {
      assert.notEqual(await id(serviceProblem({ [name]: value })), await id(serviceProblem()));
    });
  }

  it('tells host notifications apart by the last state change of the host', async () => {
    const down = { 'notification.type': 'PROBLEM', 'host.name': 'a', 'host.state': 'DOWN', 'icinga.node_name': 'n' };

    const ids = await Promise.all(['1', '2', '2'].map((at) => id({ ...down, 'host.last_state_change': at })));

    assert.notEqual(ids[0], ids[1]);
    assert.equal(ids[1], ids[2]);
  });

  it('is equal for all users when the host never changed its state', async () => {
    const down = {
      'notification.type': 'PROBLEM',
      'host.name': 'a',
      'host.state': 'DOWN',
      'host.last_state_change': '0',
    };

    assert.equal(await id({ ...down, 'user.name': 'jdoe' }), await id({ ...down, 'user.name': 'roan' }));
  });

  it('uses the problem id of Icinga 1 where there is no last state change', async () => {
    const down = { NOTIFICATIONTYPE: 'PROBLEM', HOSTNAME: 'a', HOSTSTATE: 'DOWN' };

    assert.equal(
      await id({ ...down, HOSTPROBLEMID: '82' }),
      await id({ ...down, HOSTPROBLEMID: '82', CONTACTNAME: 'x' }),
    );
    assert.notEqual(await id({ ...down, HOSTPROBLEMID: '82' }), await id({ ...down, HOSTPROBLEMID: '83' }));
  });

  it('never joins two outages when nothing tells them apart', async () => {
    const down = { NOTIFICATIONTYPE: 'PROBLEM', HOSTNAME: 'a', HOSTSTATE: 'DOWN' };

    assert.notEqual(await id(down), await id(down));
  });
});
