import type { Channel } from '../src/domain/channel.js';
import type { Person } from '../src/domain/rules.js';
import type { TestRouter } from '../test/harness/router.js';

/** One text or mail that came in at the stand-in or the mail server. */
export interface Arrival {
  /** UTC ms. */
  readonly at: number;
  readonly channel: Channel;
  readonly person: string;
  /** The whole text of an SMS, the subject of a mail. */
  readonly text: string;
  /** Number of the incident that it is about; null when it names none. */
  readonly incident: number | null;
}

/** Gives what has come in since it was asked last, in the order of the rules' people. */
export function createWitness(router: TestRouter): () => readonly Arrival[] {
  let texts = 0;
  let mails = 0;
  return () => {
    const people = [...router.app.rules.rules().people.values()];
    const sms = router.twilio.messages.slice(texts).map(({ at, to, body }) => {
      return {
        at,
        channel: 'sms',
        person: ownerOf(people, 'sms', to),
        text: body,
        incident: incidentOf(body),
      } as const;
    });
    const email = router.mail.mails.slice(mails).map(({ envelope, parsed }) => {
      const [to = ''] = envelope.to;
      const subject = parsed.subject ?? '';
      const at = parsed.date?.getTime() ?? 0;
      return {
        at,
        channel: 'email',
        person: ownerOf(people, 'email', to),
        text: subject,
        incident: incidentOf(subject),
      } as const;
    });
    texts += sms.length;
    mails += email.length;
    const place = new Map(people.map(({ name }, n) => [name, n]));
    return [...sms, ...email]
      .filter(isPage)
      .sort((a, b) => a.at - b.at || (place.get(a.person) ?? 0) - (place.get(b.person) ?? 0));
  };
}

/** Word of a window is no page; `noticesOf` counts it. */
function isPage({ text }: Arrival): boolean {
  return !/^\[?MAINTENANCE\b/.test(text);
}

/** Names of those who got a mail about a window with these words, in the order of the rules. */
export function noticesOf(router: TestRouter, words: RegExp): readonly string[] {
  const people = [...router.app.rules.rules().people.values()];
  const got = new Set(
    router.mail.mails
      .filter(({ parsed }) => words.test(parsed.subject ?? ''))
      .flatMap(({ envelope }) => envelope.to.map((to) => ownerOf(people, 'email', to))),
  );
  return people.map(({ name }) => name).filter((name) => got.has(name));
}

/** Names of those who got something on a channel, each once. */
export function whoGot(arrivals: readonly Arrival[], channel: Channel): readonly string[] {
  return [...new Set(arrivals.filter((arrival) => arrival.channel === channel).map(({ person }) => person))];
}

/** Arrivals with the same words but for the receiver's own time and link. */
export function alike(arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const words = arrival.text.replace(/https?:\S+/g, 'link').replace(/\b\d\d:\d\d\b/g, 'time');
    const key = `${arrival.channel} ${arrival.at} ${words}`;
    groups.set(key, [...(groups.get(key) ?? []), arrival]);
  }
  return [...groups.values()];
}

function ownerOf(people: readonly Person[], channel: Channel, to: string): string {
  return people.find((person) => person[channel].includes(to))?.name ?? to;
}

function incidentOf(text: string): number | null {
  const number = /#(\d+)/.exec(text)?.[1];
  return number === undefined ? null : Number(number);
}
