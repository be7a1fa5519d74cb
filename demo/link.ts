import type { Stage } from './stage.js';

/** A person opens the link of the latest SMS about an incident, and presses its one button. */
export async function acknowledgeByLink(
  stage: Stage,
  tap: { readonly at: string; readonly person: string; readonly number: number },
): Promise<void> {
  const { moment, claim, incident, router, called } = stage;
  const { person, number } = tap;
  const link = router
    .phone(person)
    .texts.map((text) => /https?:\S+\/a\/\S+/.exec(text)?.[0])
    .findLast((url) => url);
  if (link === undefined) throw new Error(`no SMS of ${person} carries a link`);
  const seen: (number | string)[] = [];
  const told = await moment(
    tap.at,
    `${called(person)} opens the link of that SMS on the phone and taps “Acknowledge”.`,
    async () => {
      seen.push((await fetch(link)).status, (await incident(number)).state);
      seen.push((await fetch(link, { method: 'POST', redirect: 'manual' })).status, (await incident(number)).state);
    },
  );
  claim('looking (GET) changes nothing, only the button (POST) takes it', seen, [
    200,
    'triggered',
    303,
    'acknowledged',
  ]);
  const { acknowledgedBy } = await incident(number);
  claim(
    `incident #${number} is ${called(person)}’s: nobody else is called, and those who were paged hear it by mail`,
    [acknowledgedBy, told.filter(({ channel, text }) => channel !== 'email' || !text.startsWith('[TAKEN]')).length],
    [[person], 0],
  );
}
