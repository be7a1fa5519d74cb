import { watchmousePush } from '../alerts.js';
import { whoGot } from '../arrivals.js';
import { acknowledgeByLink } from '../link.js';
import { openIncidents, tellChecks } from '../show-incident.js';
import type { Stage } from '../stage.js';

/** Watchmouse reports the outage that Icinga has reported: one incident, no second page. */
export async function watchmouseJoins(stage: Stage): Promise<void> {
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

/** Roan acknowledges on his phone; the service comes back, and only one of the two sources sees it. */
export async function roanTakesIt(stage: Stage): Promise<void> {
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
