import type { Chapter } from './chapter.js';
import { icingaIsWrong } from './scenes/closed-by-hand.js';
import { aDatabaseFails } from './scenes/database.js';
import { insideTheWindow, theWindowEnds } from './scenes/deploy-window.js';
import { roanTakesIt, watchmouseJoins } from './scenes/one-outage.js';
import { tellTimeline } from './show-incident.js';
import type { Stage } from './stage.js';

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

function parts({ arrivals }: Stage, number: number): Pick<Chapter, 'arrivals'> {
  return { arrivals: arrivals.filter(({ incident }) => incident === number) };
}
