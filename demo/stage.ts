import type { z } from 'zod';
import { ExplanationResource } from '../src/http/api/resources/explanation-resource.js';
import { IncidentDetail } from '../src/http/api/resources/incident-resource.js';
import type { TestRouter } from '../test/harness/router.js';
import { type Arrival, alike, createWitness } from './arrivals.js';
import type { Claims } from './claims.js';
import { type Printer, unbroken } from './printer.js';
import { clockTime, localClock, nextAt } from './times.js';

export type IncidentView = z.output<typeof IncidentDetail>;
export type ExplanationView = z.output<typeof ExplanationResource>;

/** A running router with the story around it. */
export interface Stage {
  readonly router: TestRouter;
  readonly print: Printer;
  /** Everything that came in so far. */
  readonly arrivals: readonly Arrival[];
  /**
   * Moves the clock to `23:46`, tells what happens then, lets it happen, and shows what people got: also what fell due
   * on the way. Answers what they got.
   */
  moment(time: string, text: string, happening?: () => Promise<unknown>): Promise<readonly Arrival[]>;
  /** Prints a sentence of the story with whether it holds. */
  claim(text: string, found: unknown, wanted: unknown): void;
  incident(number: number): Promise<IncidentView>;
  explanation(number: number): Promise<ExplanationView>;
  /** Display name of a person. */
  called(person: string): string;
}

export function createStage(router: TestRouter, print: Printer, claims: Claims): Stage {
  const witness = createWitness(router);
  const all: Arrival[] = [];
  const personOf = (name: string) => router.app.rules.rules().people.get(name);
  const called = (name: string) => personOf(name)?.displayName ?? name;

  function show(arrivals: readonly Arrival[]): void {
    for (const group of alike(arrivals)) {
      const [first] = group;
      if (first === undefined) continue;
      const who = group.map(({ person, at }) => {
        const zone = personOf(person)?.timezone ?? 'UTC';
        return first.channel === 'sms' ? `${called(person)}${unbroken}(${localClock(at, zone)})` : called(person);
      });
      print.message(first.channel === 'sms' ? 'SMS' : 'email', who.join(', '), wordsOf(first));
    }
  }

  async function collect(): Promise<readonly Arrival[]> {
    await router.settle();
    const arrivals = witness();
    all.push(...arrivals);
    return arrivals;
  }

  return {
    router,
    print,
    arrivals: all,
    called,
    async moment(time, text, happening) {
      const at = nextAt(time, router.clock.now());
      await router.clock.advanceTo(at);
      const due = await collect();
      const before = due.filter((arrival) => arrival.at < at);
      if (before.length > 0) print.moment(clockTime(before[0]?.at ?? at), 'Meanwhile');
      show(before);
      print.moment(time, text);
      await happening?.();
      const arrivals = [...due, ...(await collect())];
      show(arrivals.filter((arrival) => arrival.at >= at));
      return arrivals;
    },
    claim(text, found, wanted) {
      print.claim(text, claims.check(text, found, wanted));
    },
    incident: async (number) => IncidentDetail.parse(await router.api('GET', `/incidents/${number}`)),
    explanation: async (number) =>
      ExplanationResource.parse(await router.api('GET', `/incidents/${number}/explanation`)),
  };
}

/** The words as they came, with the signed end of the link left out. */
function wordsOf({ text }: Arrival): readonly string[] {
  return text.split('\n').map((line) => line.replace(/(https?:\S*\/a\/)\S+/, '$1…'));
}
