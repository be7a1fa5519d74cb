import { miaAnswers } from './scenes/answers.js';
import { theClocksGoBack, whoIsOnCall } from './scenes/clocks-change.js';
import { anotherService, aSwitchDies, theSwitchIsBack } from './scenes/storm.js';
import { aTextIsLost } from './scenes/undelivered.js';
import type { Stage } from './stage.js';

/** The night of 2026-10-25, in which Berlin sets its clocks back, for the one who is on call. */
export async function aNight(stage: Stage): Promise<void> {
  const { print } = stage;
  print.act('ACT THREE', 'A night on call: 2026-10-25, when Berlin sets its clocks back');
  print.paragraph(
    'The rules are those of demo/rules-night: fourteen services, Mia and Jonas in turns, a text first and a mail if it ' +
      'does not arrive. At most one text a minute, and five in a quarter of an hour.',
  );
  await whoIsOnCall(stage);
  await aSwitchDies(stage);
  await anotherService(stage);
  await miaAnswers(stage);
  await theSwitchIsBack(stage);
  await aTextIsLost(stage);
  await theClocksGoBack(stage);
  await tellMoral(stage);
}

async function tellMoral({ arrivals, claim, incident, print }: Stage): Promise<void> {
  const texts = arrivals.filter(({ channel, text }) => channel === 'sms' && /^(CRITICAL|RECOVERED)/.test(text));
  const [mia, jonas, leslie] = ['mia', 'jonas', 'leslie'].map(
    (name) => texts.filter(({ person }) => person === name).length,
  );
  print.blank();
  claim(
    'A night of 44 incidents: nine texts to Mia, one to Jonas, and Leslie across the ocean was never called.',
    [(await incident(44)).acknowledgedBy, mia, jonas, leslie],
    [['jonas'], 9, 1, 0],
  );
  print.blank();
}
