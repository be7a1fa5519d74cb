import type { ReceivedMail } from '../../test/harness/smtp-server.js';
import { parsoidDown } from '../alerts.js';
import { noticesOf, whoGot } from '../arrivals.js';
import { openWindow } from '../open-window.js';
import { alikeRows, othersThan } from '../reasons.js';
import type { ExplanationView, Stage } from '../stage.js';
import { clockTime } from '../times.js';
import { opsAndTeam } from './people.js';

/** The deploy opens a window; what fails inside it pages nobody. */
export async function insideTheWindow(stage: Stage): Promise<void> {
  const { moment, claim, incident, explanation, print, router, called } = stage;
  const window = await openWindow(stage, '23:40', 'Roan’s deploy script opens a window before it begins.');
  claim(
    'those whom it silences are told by mail, with the reason and how to end it; Roan, who opened it, is not',
    noticesOf(router, /Roan silences parsoid until/),
    [...opsAndTeam.filter((name) => name !== 'roan'), 'mark', 'mia'],
  );
  const silence = await moment('23:46', 'Parsoid is down. Icinga says CRITICAL.', () =>
    router.alert('icinga', parsoidDown(router.clock.now())),
  );
  const { suppressed, state } = await incident(1);
  const { reason = '', id = '', until } = suppressed ?? {};
  print.sentence(`Nobody is paged: ${reason} (${id}) until ${clockTime(Date.parse(until ?? ''))}.`);
  claim(
    'no phone rings; the incident is kept, with the window that suppresses it',
    [silence.length, id, state],
    [0, window.id, 'triggered'],
  );
  const silenced = (await explanation(1)).notPaged.flatMap(({ person, because }) => {
    const [, otherwise] = because.find((text) => text.startsWith('otherwise: '))?.split('otherwise: ') ?? [];
    return otherwise === undefined ? [] : [[person, otherwise] as const];
  });
  print.rows('Without the window it would page, at once or later:', alikeRows(silenced, called));
  claim(
    'explain names everybody whom the window silences, and the rule that would page them',
    silenced.map(([person]) => person),
    [...opsAndTeam, 'mark', 'mia'],
  );
}

/** The window ends while Parsoid is still down: everybody is paged who asked for it. Answers why. */
export async function theWindowEnds(stage: Stage): Promise<ExplanationView> {
  const { moment, claim, explanation, print, called, router } = stage;
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
  const mail = await router.mailbox('roan').expectMail(/PROBLEM/);
  const [whyYou = ''] = /^Why you: .*$/m.exec(mail.parsed.text ?? '') ?? [];
  print.sentence(`At the end of Roan’s mail: “${whyYou}”`);
  claim('each mail tells its reader by which rule he gets it', router.mail.mails.filter(isPage).every(tellsWhy), true);
  const explained = await explanation(1);
  const rows = othersThan(explained, [...whoGot(paged, 'sms'), ...whoGot(paged, 'email')]);
  print.rows('And who got nothing:', alikeRows(rows, called));
  claim('each of the others has a reason that names the rule', rows.map(([name]) => name).sort(), [
    'mia',
    'rob',
    'tim',
  ]);
  return explained;
}

function isPage({ parsed }: ReceivedMail): boolean {
  return !(parsed.subject ?? '').startsWith('[MAINTENANCE]');
}

function tellsWhy({ parsed }: ReceivedMail): boolean {
  return /^Why you: \S/m.test(parsed.text ?? '');
}
