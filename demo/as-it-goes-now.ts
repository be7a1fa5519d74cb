import { parsoidDown, parsoidUp, replicationRuns, replicationStops, watchmousePush } from './alerts.js';
import { whoGot } from './arrivals.js';
import type { Chapter } from './chapter.js';
import { acknowledgeByLink } from './link.js';
import { openWindow } from './open-window.js';
import { othersThan } from './reasons.js';
import type { ExplanationView, IncidentView, Stage } from './stage.js';
import { clockTime } from './times.js';

const opsAndTeam = ['daniel', 'leslie', 'roan', 'gabriel'];

/** The same outage with paging-router and the rules that come with it. */
export async function asItGoesNow(stage: Stage): Promise<readonly Chapter[]> {
  const { print } = stage;
  print.act('ACT TWO', 'As it goes now: the same outage under the rules in routing-rules/');
  print.paragraph(
    'Parsoid is a service with owners. Ops get all pages, the Parsoid team gets Parsoid’s and nothing else, and a ' +
      'deploy opens its own maintenance window.',
  );
  await insideTheWindow(stage);
  const parsoid = await theWindowEnds(stage);
  await watchmouseJoins(stage);
  await roanTakesIt(stage);
  const mysql = await aDatabaseFails(stage);
  await icingaIsWrong(stage);
  await tellTimeline(stage);
  return [
    { title: 'Now, Parsoid', ...parts(stage, 1), explanation: parsoid, incident: await stage.incident(1) },
    { title: 'Now, MySQL', ...parts(stage, 2), explanation: mysql, incident: await stage.incident(2) },
  ];
}

async function insideTheWindow(stage: Stage): Promise<void> {
  const { moment, claim, incident, explanation, print, router, called } = stage;
  const window = await openWindow(stage, '23:40', 'Roan’s deploy script opens a window before it begins.');
  const silence = await moment('23:46', 'Parsoid is down. Icinga says CRITICAL.', () =>
    router.alert('icinga', parsoidDown(router.clock.now())),
  );
  const { suppressed, state } = await incident(1);
  const { reason = '', id = '' } = suppressed ?? {};
  print.rows('nobody is paged:', [['#1', `${reason} (${id}) until ${clockTime(Date.parse(suppressed?.until ?? ''))}`]]);
  claim(
    'nobody got anything; the alert is suppressed by this window, and the incident is kept',
    [silence.length, id, state],
    [0, window.id, 'triggered'],
  );
  const silenced = (await explanation(1)).notPaged.flatMap(({ person, because }) => {
    const otherwise = because.find((text) => text.startsWith('otherwise: '));
    return otherwise === undefined ? [] : [[called(person), otherwise] as [string, string]];
  });
  print.rows('whom it would have paged, or would call later:', silenced);
  claim(
    'explain names everybody whom the window silences',
    silenced.map(([name]) => name),
    [...opsAndTeam.map(called), 'Mark', 'Mia'],
  );
}

async function theWindowEnds(stage: Stage): Promise<ExplanationView> {
  const { moment, claim, explanation, print, called } = stage;
  const paged = await moment('23:55', 'The window is over and Parsoid is still down: now it pages.');
  claim(
    'ops and the Parsoid team by SMS, in one text each that says why only now',
    [
      whoGot(paged, 'sms'),
      paged.filter(({ channel, text }) => channel === 'sms' && /maintenance ended, failing since/.test(text)).length,
    ],
    [opsAndTeam, 4],
  );
  claim(
    'by mail to those who want both, and to Mark, who reads critical ones in office hours',
    whoGot(paged, 'email'),
    ['leslie', 'roan', 'gabriel', 'mark'],
  );
  const explained = await explanation(1);
  const rows = othersThan(explained, [...whoGot(paged, 'sms'), ...whoGot(paged, 'email')]);
  print.rows(
    'and who got nothing:',
    rows.map(([name, why]) => [called(name), why]),
  );
  claim('each of the others has a reason that names the rule', rows.map(([name]) => name).sort(), [
    'mia',
    'rob',
    'tim',
  ]);
  return explained;
}

async function watchmouseJoins(stage: Stage): Promise<void> {
  const { moment, claim, incident, router } = stage;
  const mail = await moment('00:00', 'Nobody has acknowledged for 5 minutes.');
  claim(
    'Daniel wants a mail only then, and gets it; nobody else gets anything',
    [whoGot(mail, 'email'), mail.length],
    [['daniel'], 1],
  );
  const paged = await moment('00:00', 'Watchmouse sees it from outside, and joins the same incident.', () =>
    router.alert('watchmouse', watchmousePush('alert', router.clock.now())),
  );
  tellChecks(stage, await incident(1));
  claim('nobody is paged twice for one outage', [paged.length, await openIncidents(stage)], [0, [1]]);
}

async function roanTakesIt(stage: Stage): Promise<void> {
  const { moment, claim, incident, router } = stage;
  await acknowledgeByLink(stage, { at: '00:02', person: 'roan', number: 1 });
  const step = await moment('00:10', 'This is when step two would have paged owners and ops.');
  claim('nobody is paged: Roan has it', [step.length, (await incident(1)).acknowledgedBy], [0, ['roan']]);
  const back = await moment('00:12', 'Parsoid is back. Watchmouse says so, Icinga does not.', () =>
    router.alert('watchmouse', watchmousePush('ok', router.clock.now())),
  );
  const now = await incident(1);
  tellChecks(stage, now);
  claim(
    'the incident stays open and shows what each of the two says',
    [
      now.state,
      now.checks.map(({ source, failing }) => `${source} ${failing ? 'failing' : 'well'}`).sort(),
      back.length,
    ],
    ['acknowledged', ['icinga failing', 'watchmouse well'], 0],
  );
}

async function aDatabaseFails(stage: Stage): Promise<ExplanationView> {
  const { moment, claim, explanation, print, called, router } = stage;
  const paged = await moment('00:15', 'Something else: replication stops on a database server.', () =>
    router.alert('icinga', replicationStops(router.clock.now())),
  );
  claim(
    'ops and Tim of the databases',
    [whoGot(paged, 'sms'), whoGot(paged, 'email')],
    [
      ['daniel', 'leslie', 'tim'],
      ['leslie', 'tim'],
    ],
  );
  const ask = ['explain', '--incident', '2', '--person', 'roan'];
  const { out } = await router.pagectl(...ask);
  print.command(`pagectl ${ask.join(' ')}`, out.split('\n'));
  claim('Roan gets Parsoid’s pages and no others', out, 'roan is not paged: only subscribed to parsoid.');
  const explained = await explanation(2);
  const others = othersThan(explained, whoGot(paged, 'sms')).filter(([name]) => name !== 'roan');
  print.rows(
    'and the others:',
    others.map(([name, why]) => [called(name), why]),
  );
  await acknowledgeByLink(stage, { at: '00:17', person: 'tim', number: 2 });
  return explained;
}

async function icingaIsWrong(stage: Stage): Promise<void> {
  const { moment, claim, incident, print, router } = stage;
  const line = ['incident', 'resolve', '1', '--by', 'roan', '--note', 'Icinga is late'];
  const over = await moment(
    '00:24',
    'Roan has looked: Parsoid works. He ends the incident, whatever Icinga says.',
    async () => {
      await router.pagectl(...line);
      print.command('pagectl incident resolve 1 --by roan --note "Icinga is late"', []);
    },
  );
  claim(
    'those who were paged are told that he did, on the channels that had told them',
    [whoGot(over, 'sms'), whoGot(over, 'email'), over.every(({ text }) => /RESOLVED/.test(text))],
    [opsAndTeam, [...opsAndTeam, 'mark'], true],
  );
  const repeat = await moment('00:30', 'Icinga repeats its notification: still CRITICAL, since 23:46.', () =>
    router.alert('icinga', parsoidDown(router.clock.now(), 2)),
  );
  claim(
    'the same problem does not re-open what a person has closed',
    [repeat.length, (await incident(1)).state, await openIncidents(stage)],
    [0, 'resolved', [2]],
  );
  const noticed = await moment('00:33', 'Icinga notices at last. The database is well again, too.', async () => {
    await router.alert('icinga', parsoidUp(router.clock.now()));
    await router.alert('icinga', replicationRuns(router.clock.now()));
  });
  claim(
    'Parsoid’s recovery is only written down; the database’s goes to those who were paged for it',
    [[...new Set(noticed.map(({ incident: number }) => number))], whoGot(noticed, 'sms'), await openIncidents(stage)],
    [[2], ['daniel', 'leslie', 'tim'], []],
  );
}

/** What each source says of the incident's checks. */
function tellChecks({ print }: Stage, { number, checks }: IncidentView): void {
  const rows = checks.map(({ source, failing, sourceState, since, summary }): [string, string] => {
    const state = failing ? `${sourceState ?? 'failing'} since ${clockTime(Date.parse(since))}` : 'well';
    return [source, `${state}: ${summary}`];
  });
  print.rows(`incident #${number}:`, rows);
}

async function openIncidents({ router }: Stage): Promise<readonly number[]> {
  const { out } = await router.pagectl('incident', 'list', '--json');
  const listed: { readonly items: readonly { readonly number: number }[] } = JSON.parse(out);
  return listed.items.map(({ number }) => number);
}

/** The mail that somebody had to write afterwards: the incident's own history, without the single deliveries. */
async function tellTimeline({ incident, print }: Stage): Promise<void> {
  const { timeline } = await incident(1);
  const lines = timeline.filter(({ kind }) => kind !== 'notified');
  print.blank();
  print.rows(
    'The long mail to the ops list the day after has written itself (pagectl incident show 1):',
    lines.map(({ at, text }) => [clockTime(Date.parse(at)), text]),
  );
}

function parts({ arrivals }: Stage, number: number): Pick<Chapter, 'arrivals'> {
  return { arrivals: arrivals.filter(({ incident }) => incident === number) };
}
