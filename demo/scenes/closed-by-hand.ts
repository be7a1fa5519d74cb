import { parsoidDown, parsoidUp, replicationRuns } from '../alerts.js';
import { whoGot } from '../arrivals.js';
import { commandLine } from '../command-line.js';
import { openIncidents, recordedFromIcinga } from '../show-incident.js';
import type { Stage } from '../stage.js';
import { opsAndTeam } from './people.js';

/** Icinga goes on saying down; a person ends the incident, and it stays ended. */
export async function icingaIsWrong(stage: Stage): Promise<void> {
  const { moment, claim, incident, print, router } = stage;
  const line = ['incident', 'resolve', '1', '--by', 'roan', '--note', 'Icinga is late'];
  const over = await moment(
    '00:24',
    'Roan has looked: Parsoid works. He ends the incident, whatever Icinga says.',
    async () => {
      await router.pagectl(...line);
      print.command(commandLine(line), []);
    },
  );
  const others = opsAndTeam.filter((person) => person !== 'roan');
  claim(
    'the others who were paged are told that he did, on the channels that had told them',
    [whoGot(over, 'sms'), whoGot(over, 'email'), over.every(({ text }) => /RESOLVED/.test(text))],
    [others, [...others, 'mark'], true],
  );
  const repeat = await moment('00:30', 'Icinga repeats its notification: still CRITICAL, since 23:46.', () =>
    router.alert('icinga', parsoidDown(router.clock.now(), 2)),
  );
  claim(
    'the same problem does not re-open what a person has closed: it is written down, no more',
    [repeat.length, (await incident(1)).state, await openIncidents(stage), await recordedFromIcinga(stage)],
    [0, 'resolved', [2], 1],
  );
  const noticed = await moment('00:33', 'Icinga notices at last. The database is well again, too.', async () => {
    await router.alert('icinga', parsoidUp(router.clock.now()));
    await router.alert('icinga', replicationRuns(router.clock.now()));
  });
  claim(
    'nobody hears of Parsoid again; the database’s recovery goes to those who were paged for it',
    [[...new Set(noticed.map(({ incident: number }) => number))], whoGot(noticed, 'sms'), await openIncidents(stage)],
    [[2], ['daniel', 'leslie', 'tim'], []],
  );
}
