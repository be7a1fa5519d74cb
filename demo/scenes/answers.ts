import { failing } from '../night-alerts.js';
import type { Stage } from '../stage.js';

/** She takes all of it with one thumb, and silences what goes on failing. */
export async function miaAnswers(stage: Stage): Promise<void> {
  const { moment, claim, incident, router } = stage;
  const taken = await moment(
    '23:58',
    'Mia sits up. One answer takes the whole bundle, another what came last.',
    async () => {
      await answers(stage, '100aa');
      await answers(stage, 'ack all');
    },
  );
  claim(
    'each is confirmed in one text; all of it is hers',
    [taken.length, (await incident(1)).acknowledgedBy, (await incident(36)).acknowledgedBy],
    [2, [], ['mia']],
  );
  const muted = await moment(
    '00:00',
    'The web servers will go on falling over. She silences them for half an hour.',
    () => answers(stage, '2 mute 30m'),
  );
  const silence = await moment('00:01', 'web29 fails.', () => router.alert('generic', failing('web29')));
  claim(
    'her phone stays dark; the incident is kept, with the window that suppresses it',
    [muted.length, silence.length, (await incident(41)).suppressed === null],
    [1, 0, false],
  );
}

/** A text from her phone, with the answer to it shown with the rest of what comes. */
export async function answers({ print, router, called }: Stage, text: string, person = 'mia'): Promise<void> {
  print.message('answer', called(person), [text]);
  await router.text(person, text);
}
