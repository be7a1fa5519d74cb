import { whoGot } from '../arrivals.js';
import { allBehindTheSwitch, failing, well } from '../night-alerts.js';
import { openIncidents } from '../show-incident.js';
import type { Stage } from '../stage.js';

/** Twelve services fail in one second: a text at once, then one that counts the rest. */
export async function aSwitchDies({ moment, claim, router }: Stage): Promise<void> {
  const first = await moment('23:52', 'A switch dies, and 300 hosts of twelve services with it.', async () => {
    const [[one, ...others] = [], ...rest] = allBehindTheSwitch(failing);
    await router.alert('generic', [one]);
    await Promise.all([others, ...rest].map((alerts) => router.alert('generic', alerts)));
  });
  claim(
    'Mia’s phone rings once, at once; what else fails waits for a minute',
    [whoGot(first, 'sms'), first.length],
    [['mia'], 1],
  );
  const bundle = await moment('23:53', 'A minute later, the rest in one text.');
  const text = bundle.map((one) => one.text).join();
  claim(
    'it counts what fails by service, and says how much was held',
    [bundle.length, /^CRITICAL .*25 checks?, .* and 9 services more/s.test(text), /35 of 35 were held back/.test(text)],
    [1, true, true],
  );
}

/** More of what she knows waits; the first word of another service does not. */
export async function anotherService(stage: Stage): Promise<void> {
  const { moment, claim, router } = stage;
  for (const [time, host] of [
    ['23:54', 'web26'],
    ['23:55', 'web27'],
  ] as const) {
    await moment(time, `One more web server: ${host}.`, () => router.alert('generic', failing(host)));
  }
  const waits = await moment(
    '23:56',
    'And another: web28. Four texts in a quarter of an hour are enough of one thing.',
    () => router.alert('generic', failing('web28')),
  );
  claim('it waits; its timeline says for how long', [waits.length, await heldLines(stage)], [0, 1]);
  const ahead = await moment('23:57', 'DNS fails: a service that she has not heard of tonight.', () =>
    router.alert('generic', failing('ns1')),
  );
  claim(
    'it goes ahead at once, and takes along what waited',
    ahead.map(({ text }) => /DNS: 1\n1 of 2 were held back/.test(text)),
    [true],
  );
}

async function heldLines(stage: Stage): Promise<number> {
  const [newest = 0] = await openIncidents(stage);
  const { timeline } = await stage.incident(newest);
  return timeline.filter(({ text }) => /held back by the limits, goes with the next bundle/.test(text)).length;
}

/** All is well again at once, too. */
export async function theSwitchIsBack(stage: Stage): Promise<void> {
  const { moment, claim, router } = stage;
  const over = await moment('00:06', 'Somebody has put in another switch.', async () => {
    const late = ['web26', 'web27', 'web28', 'web29', 'ns1'].map((host) => well(host));
    await Promise.all([...allBehindTheSwitch(well), late].map((alerts) => router.alert('generic', alerts)));
  });
  const calm = await moment('00:18', 'Ten minutes later: it is calm.');
  const told = [...over, ...calm];
  claim(
    'the end of forty incidents is one text, and a digest by mail counts the storm',
    [await openIncidents(stage), told.map(({ text }) => /^(\[DIGEST\]|RECOVERED).* 40 incidents/.test(text))],
    [[], [true, true]],
  );
}
