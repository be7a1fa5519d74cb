import { OnCallResource } from '../../src/http/api/resources/schedule-resource.js';
import { whoGot } from '../arrivals.js';
import { commandLine } from '../command-line.js';
import { failing, well } from '../night-alerts.js';
import type { Stage } from '../stage.js';
import { answers } from './answers.js';

/** The night has an hour more; the hand-off stays at three on the wall. */
export async function whoIsOnCall(stage: Stage): Promise<void> {
  const { moment, claim, print, router } = stage;
  const line = ['oncall', 'nights', '--from', '2026-10-24', '--to', '2026-10-26'];
  await moment('23:50', 'Mia is on call until three in the morning, then Jonas.', async () => {
    const { out } = await router.pagectl(...line);
    print.command(commandLine(line), out.trimEnd().split('\n'));
  });
  const shifts = await onCallAt(stage, ['2026-10-25T00:59:00Z', '2026-10-25T01:59:00Z', '2026-10-25T02:00:00Z']);
  claim('her shift has 25 hours: the hand-off is at three of the new time, not after 24 hours', shifts, [
    'mia',
    'mia',
    'jonas',
  ]);
}

/** One page on each side of the hand-off. */
export async function theClocksGoBack(stage: Stage): Promise<void> {
  const { moment, claim, router } = stage;
  const before = await moment(
    '01:30',
    'It is half past two in Berlin for the second time, 24 and a half hours since Mia began. Search fails.',
    () => router.alert('generic', failing('search01', 'queries', '5 of 5 time out')),
  );
  claim('the page is Mia’s', [whoGot(before, 'sms'), before.length], [['mia'], 1]);
  await moment('01:34', 'She has it, and mends it.', async () => {
    await answers(stage, 'ack');
    await router.alert('generic', well('search01', 'queries'));
  });
  const after = await moment('02:05', 'Five past three. It fails again.', () =>
    router.alert('generic', failing('search01', 'queries', '5 of 5 time out')),
  );
  claim('Jonas is paged; Mia sleeps', [whoGot(after, 'sms'), after.length], [['jonas'], 1]);
  const end = await moment('02:07', 'He answers, sleepily.', () => answers(stage, ' "ACK!" ', 'jonas'));
  claim('and is understood', [whoGot(end, 'sms'), end.length], [['jonas'], 1]);
}

async function onCallAt({ router }: Stage, times: readonly string[]): Promise<readonly string[]> {
  const people: string[] = [];
  for (const at of times) {
    const { schedules } = OnCallResource.parse(await router.api('GET', `/oncall?of=nights&at=${at}`));
    people.push(...schedules.flatMap(({ onCall }) => onCall));
  }
  return people;
}
