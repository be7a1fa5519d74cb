import { z } from 'zod';
import { NotificationResource } from '../../src/http/api/resources/notification-resource.js';
import { whoGot } from '../arrivals.js';
import { commandLine } from '../command-line.js';
import { failing } from '../night-alerts.js';
import type { Stage } from '../stage.js';

const Notifications = z.object({ items: z.array(NotificationResource) });

/** A text that the carrier takes and cannot deliver. */
export async function aTextIsLost({ moment, claim, incident, print, router }: Stage): Promise<void> {
  router.twilio.callbacks.plan({ statuses: ['sent', 'undelivered'], errorCode: 30_003 });
  const paged = await moment('00:40', 'A database fails, and Mia’s phone is out of reach.', () =>
    router.alert('generic', failing('db1017', 'MySQL Slave Running', 'Slave_SQL_Running: No')),
  );
  router.twilio.callbacks.plan({});
  const { items } = Notifications.parse(await router.api('GET', '/notifications?limit=2'));
  const lost = items.find(({ channel }) => channel === 'sms');
  print.sentence(`What the router knows of the text: ${lost?.state}, ${lost?.error}.`);
  claim(
    'the carrier has said “undelivered”, and her mail goes in the same moment',
    [whoGot(paged, 'sms'), whoGot(paged, 'email'), paged.length, lost?.delivery?.status],
    [['mia'], ['mia'], 2, 'failed'],
  );
  const line = ['incident', 'resolve', '42', '--by', 'mia', '--note', 'replication runs again'];
  await moment('00:49', 'She has read it on the laptop, and mended it.', async () => {
    await router.pagectl(...line);
    print.command(commandLine(line), []);
  });
  const step = await moment('00:56', 'A quarter of an hour after the page: step two would be Leslie.');
  claim('Leslie is not called, since somebody was reached', [step.length, (await incident(42)).resolvedBy], [0, 'mia']);
}
