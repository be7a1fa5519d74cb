import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { arrivedTypes, eventually, expectArrived, expectIncident, expectMessages } from './expectations.mjs';
import { result } from './scenarios.mjs';

const patienceMs = 90_000;

/** What is done on one side appears on the other; these run one by one, and restart both. */
export const bothWays = [
  {
    name: 'an acknowledgement made here, then kill -9 and a restart of Icinga: it appears there and ends there',
    run: takenHere,
  },
  {
    name: 'a maintenance window is a downtime there, also a planned one, until it is called off; what fails inside is heard, held, and paged at its end',
    run: windowHere,
  },
  {
    name: 'with every message lost: recovered, acknowledged, in a downtime or gone there is so here',
    run: lostMessages,
  },
];

function serviceObject(lab, host) {
  return eventually(async () => (await lab.icinga.api.objects(`services?service=${host}!https`))[0]);
}

async function ofHost(lab, kind, host) {
  const found = await lab.icinga.api.objects(kind);
  return found.filter((one) => one.host_name === host);
}

async function restartIcinga(lab) {
  await lab.icinga.stop();
  await lab.icinga.start();
}

async function takenHere(lab) {
  const host = 'taken1.example.org';
  result(lab, host, 'https', 'CRITICAL', 'down');
  await expectArrived(lab, host, ['PROBLEM']);
  const { number, id } = await expectIncident(lab, host, (found) => assert.equal(found.state, 'triggered'));
  await expectMessages(lab, id, ['daniel/sms']);

  const taken = await lab.router.post(`incidents/${number}/acknowledge`);
  await lab.router.kill();
  await restartIcinga(lab);
  await lab.router.start();

  await eventually(async () => {
    const [comment, ...more] = await ofHost(lab, 'comments', host);
    assert.equal(more.length, 0);
    assert.equal(comment.author, 'paging-router/admin');
    assert.match(comment.text, new RegExp(`incident ${number} .*paging-router incident ${id}`));
    assert.equal(comment.expire_time, Math.ceil(Date.parse(taken.acknowledgedUntil) / 1000));
    // Icinga writes the comment first.
    assert.equal((await serviceObject(lab, host)).acknowledgement, 1);
  }, patienceMs);

  await lab.router.post(`incidents/${number}/resolve`);

  await eventually(async () => assert.equal((await serviceObject(lab, host)).acknowledgement, 0), patienceMs);
  // Nothing of it came back as a message of Icinga.
  await expectArrived(lab, host, ['PROBLEM']);
  // Taken, by mail; and over.
  await expectMessages(lab, id, ['daniel/sms', 'daniel/email', 'daniel/sms', 'daniel/email']);
}

async function windowHere(lab) {
  const [failing, quiet] = ['mail1.example.org', 'mail2.example.org'];
  for (const host of [failing, quiet]) result(lab, host, 'https', 'OK', 'fine');
  const opened = await lab.router.post('maintenance-windows', { services: ['mail'], for: '30m', reason: 'deploy 1.2' });
  const later = await planWindow(lab);
  const [calledOff] = (await planRecurring(lab)).next;
  await eventually(async () => {
    await expectPlanned(lab, later);
    const downtimes = await ofHost(lab, 'downtimes', recurringHost);
    assert.deepEqual(
      downtimes.map(({ start_time: start }) => start),
      [Date.parse(calledOff.startsAt) / 1000, Date.parse(calledOff.startsAt) / 1000],
    );
    for (const host of [failing, quiet]) {
      const found = await ofHost(lab, 'downtimes', host);
      assert.deepEqual(found.map((one) => one.service_name).sort(), ['', 'https']);
      for (const { author, comment, end_time: end } of found) {
        assert.deepEqual([author, comment], ['paging-router/admin', `deploy 1.2 [paging-router window ${opened.id}]`]);
        assert.equal(end, Math.ceil(Date.parse(opened.endsAt) / 1000));
      }
    }
  }, patienceMs);

  result(lab, failing, 'https', 'CRITICAL', 'down for the deploy');
  const heard = (found) => assert.equal(found.suppressed?.id, opened.id);
  const incident = await expectIncident(lab, failing, heard, { withinMs: patienceMs });
  await expectMessages(lab, incident.id, []);
  await lab.router.post(`maintenance-windows/${calledOff.id}/end`);
  const extended = await lab.router.post(`maintenance-windows/${opened.id}/extend`, { for: '15m' });
  const moved = await lab.router.post(`maintenance-windows/${later.id}/extend`, { for: '15m' });
  await restartIcinga(lab);
  await eventually(async () => {
    await expectPlanned(lab, moved);
    const found = await ofHost(lab, 'downtimes', failing);
    const end = Math.ceil(Date.parse(extended.endsAt) / 1000);
    assert.deepEqual(
      found.map((one) => one.end_time),
      [end, end],
    );
  }, patienceMs);
  await lab.router.post(`maintenance-windows/${opened.id}/end`);
  await lab.router.post(`maintenance-windows/${later.id}/end`);

  await expectMessages(lab, incident.id, ['daniel/sms']);
  await eventually(async () => {
    for (const host of [failing, quiet, plannedHost, recurringHost])
      assert.deepEqual(await ofHost(lab, 'downtimes', host), []);
  }, patienceMs);
  assert.ok(
    !lab.witness
      .alertsOf(failing)
      .some(({ type, macros }) => type === 'DOWNTIMESTART' && !/^paging-router\//.test(macros['notification.author'])),
  );
  // Icinga held its own word back, too: it comes some seconds after the downtimes have gone, and must not meet a router that is away.
  await eventually(() => assert.ok(arrivedTypes(lab.witness, failing).includes('PROBLEM')));
  await expectMessages(lab, incident.id, ['daniel/sms']);
}

const plannedHost = 'app1.example.org';

const recurringHost = 'odd1.example.org';

/** Each day, for the first time in an hour. */
function planRecurring(lab) {
  const at = new Date(Date.now() + 3_600_000).toISOString().slice(11, 16);
  const match = { host: recurringHost };
  return lab.router.post('recurring-windows', { match, at, timezone: 'UTC', for: '30m', reason: 'each day' });
}

/** In an hour, for half an hour. */
function planWindow(lab) {
  const startsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000).toISOString();
  const match = { host: plannedHost };
  return lab.router.post('maintenance-windows', { match, startsAt, for: '30m', reason: 'later' });
}

/** Host and service have it, and are in no downtime yet. */
async function expectPlanned(lab, { id, startsAt, endsAt }) {
  const found = await ofHost(lab, 'downtimes', plannedHost);
  const wanted = [Date.parse(startsAt) / 1000, Date.parse(endsAt) / 1000, `later [paging-router window ${id}]`];
  assert.deepEqual(
    found.map((one) => [one.start_time, one.end_time, one.comment]),
    [wanted, wanted],
  );
  assert.equal((await serviceObject(lab, plannedHost)).downtime_depth, 0);
}

async function lostMessages(lab) {
  const [recovers, acknowledged, planned] = ['lost1.example.org', 'lost2.example.org', 'lost3.example.org'];
  const leaving = 'leaving1.example.org';
  const hosts = [recovers, acknowledged, planned, leaving];
  for (const host of hosts) result(lab, host, 'https', 'CRITICAL', 'down');
  for (const host of hosts) {
    await expectArrived(lab, host, ['PROBLEM']);
    const { id } = await expectIncident(lab, host, (found) => assert.equal(found.state, 'triggered'));
    await expectMessages(lab, id, ['daniel/sms']);
  }

  await lab.router.stop();
  const now = Math.floor(Date.now() / 1000);
  result(lab, recovers, 'https', 'OK', 'fine again');
  const object = (host) => ({ type: 'Service', service: `${host}!https`, author: 'jdoe' });
  await lab.icinga.api.act('acknowledge-problem', { ...object(acknowledged), comment: 'on it' });
  await lab.icinga.api.act('schedule-downtime', {
    ...object(planned),
    comment: 'disk',
    start_time: now,
    end_time: now + 1800,
  });
  // What Icinga has not worked on when it is stopped, it forgets.
  await eventually(async () => assert.equal((await serviceObject(lab, recovers)).state, 0), patienceMs);
  await eventually(async () => assert.match((await lab.icinga.sender('--status')).output, /[34] alerts waiting/));
  rmSync(join(lab.folder, 'etc/leaving.conf'));
  await restartIcinga(lab);
  for (const name of readdirSync(join(lab.folder, 'alerts'))) {
    if (name.endsWith('.json')) rmSync(join(lab.folder, 'alerts', name));
  }
  await lab.router.start();

  const at = { withinMs: patienceMs };
  const incidents = await Promise.all([
    expectIncident(lab, recovers, (found) => assert.equal(found.state, 'resolved'), at),
    expectIncident(lab, acknowledged, (found) => assert.deepEqual(found.acknowledgedBy, ['icinga:jdoe']), at),
    expectIncident(
      lab,
      planned,
      (found) => assert.equal(found.suppressed?.until, new Date((now + 1800) * 1000).toISOString()),
      at,
    ),
    expectIncident(
      lab,
      leaving,
      ({ state, checks: [check] }) => assert.deepEqual([state, check.sourceState], ['resolved', 'GONE']),
      at,
    ),
  ]);
  const [first, second, third, fourth] = incidents.map(({ id }) => id);
  await expectMessages(lab, first, ['daniel/sms', 'daniel/sms', 'daniel/email']);
  await expectMessages(lab, second, ['daniel/sms', 'daniel/email']);
  await expectMessages(lab, third, ['daniel/sms']);
  await expectMessages(lab, fourth, ['daniel/sms', 'daniel/sms', 'daniel/email']);
  const { items } = await lab.router.get('reconciliation');
  assert.deepEqual(
    items.filter(({ host }) => hosts.includes(host)),
    [],
  );
}
