import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrivedTypes, eventually, expectArrived, expectIncident, expectMessages, verified } from './expectations.mjs';

const states = { OK: 0, WARNING: 1, CRITICAL: 2 };
const awayMs = 30_000;
const quietMs = 4_000;
const hostile = `CRITICAL: {"a":"b"} $(id) \`id\` $HOME it's <b>5%</b> \\n --help Überlastung 🔥`;

/** What is proven: each takes the lab `{icinga, router, witness, folder}`, and throws where it is not so. These run side by side. */
export const sideBySide = [
  { name: 'CRITICAL pages all-pages people and subscribers of the service; OK resolves and tells them', run: critical },
  { name: 'WARNING is an email to all-pages people, no SMS', run: warning },
  { name: 'vars.paging_service names the service; variables become labels, secrets stay', run: namedService },
  {
    name: 'an acknowledgement in Icinga acknowledges the incident; who was paged hears of it by mail',
    run: acknowledged,
  },
  { name: 'a downtime keeps everybody quiet, and its end pages what still fails', run: downtime },
  { name: 'a host that is down pages, and its recovery resolves', run: hostDown },
  { name: '100 kB of plugin output page like any other', run: longOutput },
  { name: 'plugin output with quotes, $(), dashes and lines arrives as it was printed', run: oddOutput },
];

/** These run after those, one by one. */
export const oneByOne = [
  { name: 'the router away for 30 s: everything arrives once, in order, and pages what still fails', run: routerAway },
];

/** The last look at everything. */
export const atLast = [
  { name: 'nobody got a message beyond these, the spool is empty, and Icinga saw no other failure', run: nothingElse },
];

/** A check result, as a passive check hands it in. */
export function result(lab, host, service, state, text) {
  lab.icinga.command('PROCESS_SERVICE_CHECK_RESULT', host, service, states[state], text);
}

/** Runs the plugin for real, which prints `text`. */
function check(lab, host, text) {
  writeFileSync(join(lab.folder, 'output', host), text);
  lab.icinga.command('SCHEDULE_FORCED_SVC_CHECK', host, 'https', Math.floor(Date.now() / 1000));
}

function oneAlert(incident, alerts = 1) {
  assert.deepEqual(
    incident.checks.map((one) => one.alerts),
    [alerts],
  );
}

async function critical(lab) {
  const host = 'wtp1.example.org';
  result(lab, host, 'Parsoid HTTP', 'CRITICAL', 'HTTP CRITICAL - 503');
  await expectArrived(lab, host, ['PROBLEM']);
  await eventually(() => {
    const users = lab.witness.alertsOf(host).map((alert) => alert.user);
    assert.deepEqual(users.sort(), ['jdoe', 'roan']);
  });
  const incident = await expectIncident(lab, host, (found) => {
    oneAlert(found);
    assert.deepEqual([found.service, found.state, found.severity], ['parsoid', 'triggered', 'critical']);
  });
  const paged = ['daniel/sms', 'roan/sms', 'roan/email'];
  await expectMessages(lab, incident.id, paged);

  result(lab, host, 'Parsoid HTTP', 'OK', 'HTTP OK');
  await expectArrived(lab, host, ['PROBLEM', 'RECOVERY']);
  await expectIncident(lab, host, (found) => assert.equal(found.state, 'resolved'));
  await expectMessages(lab, incident.id, [...paged, 'daniel/sms', 'daniel/email', 'roan/sms', 'roan/email']);
}

async function warning(lab) {
  const host = 'web1.example.org';
  result(lab, host, 'https', 'WARNING', 'HTTP WARNING - slow');
  await expectArrived(lab, host, ['PROBLEM']);
  const incident = await expectIncident(lab, host, (found) => {
    oneAlert(found);
    assert.deepEqual([found.severity, found.urgency], ['warning', 'low']);
  });
  await expectMessages(lab, incident.id, ['daniel/email']);
}

async function namedService(lab) {
  const host = 'web3.example.org';
  result(lab, host, 'https', 'CRITICAL', 'down');
  const incident = await expectIncident(lab, host, (found) => {
    assert.equal(found.service, 'search');
    assert.equal(found.checks[0].labels.dc, 'eqiad');
  });
  await expectMessages(lab, incident.id, ['daniel/sms', 'roan/sms', 'roan/email']);
  const [{ macros }] = lab.witness.alertsOf(host);
  assert.deepEqual(macros['host.groups'], ['web', 'eqiad']);
  assert.ok(!('host.vars.snmp_community' in macros));
}

async function acknowledged(lab) {
  const host = 'web2.example.org';
  result(lab, host, 'https', 'CRITICAL', 'down');
  const incident = await expectIncident(lab, host, (found) => assert.equal(found.state, 'triggered'));
  await expectMessages(lab, incident.id, ['daniel/sms']);

  lab.icinga.command('ACKNOWLEDGE_SVC_PROBLEM', host, 'https', 1, 1, 0, 'jdoe', 'on it: see "4711", $(id)');
  await expectArrived(lab, host, ['PROBLEM', 'ACKNOWLEDGEMENT']);
  await expectIncident(lab, host, (found) => {
    oneAlert(found, 2);
    assert.equal(found.state, 'acknowledged');
    assert.equal(found.checks[0].acknowledgedBy, 'icinga:jdoe');
  });
  assert.equal(lab.witness.alertsOf(host).at(-1).macros['notification.comment'], 'on it: see "4711", $(id)');
  await expectMessages(lab, incident.id, ['daniel/sms', 'daniel/email']);
}

async function downtime(lab) {
  const host = 'db1.example.org';
  const now = Math.floor(Date.now() / 1000);
  result(lab, host, 'https', 'OK', 'fine');
  lab.icinga.command('SCHEDULE_SVC_DOWNTIME', host, 'https', now - 1, now + 14, 1, 0, 0, 'jdoe', 'deploy');
  await expectArrived(lab, host, ['DOWNTIMESTART']);
  result(lab, host, 'https', 'CRITICAL', 'down for the deploy');
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  const during = await lab.router.list('outbox');
  assert.ok(!during.some((item) => item.text.includes(host)), 'somebody was paged in the downtime');

  await eventually(
    () =>
      assert.deepEqual(new Set(arrivedTypes(lab.witness, host)), new Set(['DOWNTIMESTART', 'DOWNTIMEEND', 'PROBLEM'])),
    60_000,
  );
  const incident = await expectIncident(lab, host, (found) => {
    assert.deepEqual([found.state, found.suppressed], ['triggered', null]);
  });
  await expectMessages(lab, incident.id, ['daniel/sms']);
}

async function hostDown(lab) {
  const host = 'app1.example.org';
  lab.icinga.command('PROCESS_HOST_CHECK_RESULT', host, 0, 'PING OK');
  lab.icinga.command('PROCESS_HOST_CHECK_RESULT', host, 1, 'PING CRITICAL - Packet loss = 100%');
  await expectArrived(lab, host, ['PROBLEM']);
  const incident = await expectIncident(lab, host, (found) => {
    oneAlert(found);
    assert.deepEqual([found.checks[0].check, found.checks[0].sourceState], [null, 'DOWN']);
  });
  await expectMessages(lab, incident.id, ['daniel/sms']);

  lab.icinga.command('PROCESS_HOST_CHECK_RESULT', host, 0, 'PING OK');
  await expectArrived(lab, host, ['PROBLEM', 'RECOVERY']);
  await expectIncident(lab, host, (found) => assert.equal(found.state, 'resolved'));
  await expectMessages(lab, incident.id, ['daniel/sms', 'daniel/sms', 'daniel/email']);
}

async function longOutput(lab) {
  const host = 'big1.example.org';
  check(lab, host, `CRITICAL - ${'stack trace ü '.repeat(7_200)}\n`);
  await expectArrived(lab, host, ['PROBLEM']);
  const incident = await expectIncident(lab, host, (found) => oneAlert(found));
  await expectMessages(lab, incident.id, ['daniel/sms']);
  const output = lab.witness.alertsOf(host)[0].macros['service.output'];
  assert.match(output, /^CRITICAL - stack trace ü .*cut by paging-router-send\]$/);
  assert.ok(Buffer.byteLength(output) < 8_200);
}

async function oddOutput(lab) {
  const host = 'odd1.example.org';
  check(lab, host, `${hostile}\nsecond line\n\tthird\n`);
  await expectArrived(lab, host, ['PROBLEM']);
  const incident = await expectIncident(lab, host, (found) => oneAlert(found));
  await expectMessages(lab, incident.id, ['daniel/sms']);
  assert.equal(lab.witness.alertsOf(host)[0].macros['service.output'], `${hostile}\nsecond line\n\tthird`);
}

async function routerAway(lab) {
  const [stays, passes, down] = ['away1.example.org', 'away2.example.org', 'away3.example.org'];
  await lab.router.stop();
  const back = Date.now() + awayMs;
  result(lab, stays, 'https', 'CRITICAL', 'down');
  result(lab, passes, 'https', 'CRITICAL', 'down for a moment');
  lab.icinga.command('PROCESS_HOST_CHECK_RESULT', down, 1, 'PING CRITICAL');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  result(lab, passes, 'https', 'OK', 'fine again');
  await eventually(async () => assert.match((await lab.icinga.sender('--status')).output, /8 alerts waiting/));
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, back - Date.now())));
  await lab.router.start();

  const flushed = await lab.icinga.sender('--flush');

  assert.equal(flushed.code, 0, flushed.output);
  await expectArrived(lab, stays, ['PROBLEM']);
  await expectArrived(lab, passes, ['PROBLEM', 'RECOVERY']);
  await expectArrived(lab, down, ['PROBLEM']);
  assert.ok(lab.witness.alertsOf(stays).every((alert) => alert.spooled));
  for (const host of [stays, down]) {
    const incident = await expectIncident(lab, host, (found) => oneAlert(found));
    await expectMessages(lab, incident.id, ['daniel/sms']);
  }
  const messages = await lab.router.list('outbox');
  assert.ok(
    !messages.some((item) => item.text.includes(passes)),
    'paged for what was over before the router heard of it',
  );
}

async function nothingElse(lab) {
  const status = await lab.icinga.sender('--status');
  assert.equal(status.code, 0, status.output);
  assert.deepEqual(new Set(lab.witness.requests.map((request) => request.status)), new Set([202]));

  const incidents = await lab.router.list('incidents');
  const messages = await lab.router.list('outbox');
  const expected = new Set(verified.keys());
  assert.deepEqual(
    incidents.map(({ id, title }) => [id, title]).filter(([id]) => !expected.has(id)),
    [],
  );
  for (const [id, sent] of verified) await expectMessages(lab, id, sent);
  assert.deepEqual(
    messages.filter(({ incidentId }) => incidentId !== null && !expected.has(incidentId)),
    [],
  );

  const notices = messages
    .filter(({ incidentId }) => incidentId === null)
    .map(({ person, subject }) => [person, subject]);
  assert.deepEqual(
    notices
      .map(([person, subject]) => `${person}: ${subject.replace(/ until .*| from .*|: \d+ alerts? .* held, /, ', ')}`)
      .sort(),
    [
      'daniel: [MAINTENANCE] Maintenance of mail has ended, 1 is still failing and has been paged',
      'daniel: [MAINTENANCE] admin silences mail, ',
      'daniel: [MAINTENANCE] admin silences matching checks again and again, for the first time, ',
      'daniel: [MAINTENANCE] admin silences matching checks, ',
    ],
  );

  const lines = lab.icinga.log().split('\n');
  const troubles = lines.filter((line) => /(?:warning|critical)\//.test(line) && !line.includes('DEPRECATED'));
  assert.deepEqual(
    troubles.filter((line) => !/(?:away|lost)[123].* 3\b/.test(line)),
    [],
  );
}
