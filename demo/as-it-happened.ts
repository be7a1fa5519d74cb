import { parsoidDown, watchmousePush } from './alerts.js';
import { whoGot } from './arrivals.js';
import type { Chapter } from './chapter.js';
import { commandLine } from './command-line.js';
import { alikeRows, whyNothing } from './reasons.js';
import { openIncidents } from './show-incident.js';
import type { Stage } from './stage.js';

const everybody = ['daniel', 'leslie', 'rob', 'mark', 'mia', 'tim'];

/** The evening under the rules of 2013: one list of people who get everything. */
export async function asItHappened(stage: Stage): Promise<readonly Chapter[]> {
  const { print } = stage;
  print.act('ACT ONE', 'As it happened: one list of people, and they get every page');
  print.paragraph(
    'The rules are those of demo/rules-2013: six people on one list, to: all. Roan and Gabriel write Parsoid and had ' +
      'asked for its pages, but the list knows no “only Parsoid”, so they are not on it. Nobody can plan a silence.',
  );
  await stage.moment('23:40', 'Roan deploys Parsoid. He has told nobody, and there is no window he could open.');
  await parsoidFails(stage);
  await watchmouseToo(stage);
  await noSilence(stage);
  await serviceIsBack(stage);
  return [
    {
      title: 'Then',
      arrivals: stage.arrivals,
      explanation: await stage.explanation(1),
      incident: await stage.incident(1),
    },
  ];
}

async function parsoidFails({ moment, claim, explanation, called, print, router }: Stage): Promise<void> {
  const paged = await moment('23:46', 'Parsoid is down. Icinga says CRITICAL, and pages everybody.', () =>
    router.alert('icinga', parsoidDown(router.clock.now())),
  );
  claim(
    'all six got an SMS and a mail, from California to Amsterdam at night',
    [whoGot(paged, 'sms'), whoGot(paged, 'email')],
    [everybody, everybody],
  );
  const explained = await explanation(1);
  const nothing = explained.notPaged.map(({ person }) => [person, whyNothing(explained, person)] as const);
  print.rows('And who got nothing:', alikeRows(nothing, called));
  claim(
    'Roan, who did it and could mend it, is not told: his phone does not go off',
    [whyNothing(explained, 'roan'), whyNothing(explained, 'gabriel')],
    ['no subscription matches', 'no subscription matches'],
  );
}

async function watchmouseToo(stage: Stage): Promise<void> {
  const { moment, claim, router } = stage;
  const paged = await moment('23:51', 'Watchmouse sees it from outside, and pages everybody again.', () =>
    router.alert('watchmouse', watchmousePush('alert', router.clock.now())),
  );
  claim(
    'the same outage is a second incident, and a second page for all six',
    [await openIncidents(stage), whoGot(paged, 'sms')],
    [[2, 1], everybody],
  );
}

async function noSilence({ moment, claim, print, router }: Stage): Promise<void> {
  const line = ['maintenance', 'start', 'parsoid', '--for', '30m', '--reason', 'my deploy', '--by', 'roan'];
  let refused = { exitCode: 0, err: '' };
  const paged = await moment('23:53', 'Roan hears of it in the chat and looks for the silence button.', async () => {
    refused = await router.pagectl(...line);
    print.command(commandLine(line), refused.err.split('\n'));
  });
  claim(
    'he finds none: these rules know nothing that is called Parsoid',
    [refused.exitCode === 0, /parsoid/.test(refused.err), paged.length],
    [false, true, 0],
  );
}

async function serviceIsBack({ moment, claim, incident, router }: Stage): Promise<void> {
  const over = await moment('23:58', 'Parsoid is back. Watchmouse says so.', () =>
    router.alert('watchmouse', watchmousePush('ok', router.clock.now())),
  );
  claim('all six are told that one of the two incidents is over', whoGot(over, 'sms'), everybody);
  const again = await moment('00:01', 'Icinga still says CRITICAL. 15 minutes without an acknowledgement: step two.');
  claim(
    'all six are paged for a service that works',
    [whoGot(again, 'sms'), (await incident(1)).state],
    [everybody, 'triggered'],
  );
  const last = await moment('00:16', 'And once more: “nobody acknowledged”.');
  claim('all six again; in Amsterdam it is a quarter past two', whoGot(last, 'sms'), everybody);
}
