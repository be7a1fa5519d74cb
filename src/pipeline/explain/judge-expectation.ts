import { formatDuration } from '../../domain/duration.js';
import type { Explanation } from '../../domain/explanation.js';
import type { Expectation } from '../../domain/rules.js';

/** One message that somebody gets, over all steps. */
interface Planned {
  readonly person: string;
  readonly via: string;
  readonly afterSeconds: number;
}

/**
 * What differs between an expectation and what the rules do. `pages`: exactly the people whom the first step calls when
 * it fires. `later`: at that time these people are called, and nobody else is called for the first time.
 */
export function judgeExpectation(
  expectation: Expectation,
  explanation: Explanation,
  membersOf: (name: string, afterSeconds: number) => readonly string[],
): readonly string[] {
  const planned = explanation.steps.flatMap(({ people }) =>
    people.flatMap(({ person, notifications }) => notifications.map((one) => ({ person, ...one }))),
  );
  return [
    ...judgePages(peopleOf(expectation, membersOf), explanation),
    ...[...expectation.later].flatMap(([seconds, names]) => {
      const wanted = names.flatMap((name) => membersOf(name, seconds));
      return judgeLater(planned, seconds, wanted);
    }),
    ...[...expectation.notPaged].flatMap(([person, reason]) => judgeNotPaged(explanation, person, reason)),
  ];
}

type Wanted = Expectation['pages'];

/** Groups and schedules of the first step opened, as they are when it fires. */
function peopleOf(
  { pages }: Expectation,
  membersOf: (name: string, afterSeconds: number) => readonly string[],
): Wanted {
  return new Map([...pages].flatMap(([name, channels]) => membersOf(name, 0).map((person) => [person, channels])));
}

function judgePages(pages: Wanted, { steps, suppressed }: Explanation): readonly string[] {
  const first = steps[0];
  const why = suppressed === null ? '' : ` (${suppressed.reason})`;
  const paged = (first?.people ?? []).filter(({ notifications }) => {
    return notifications.some(({ afterSeconds }) => afterSeconds === first?.afterSeconds);
  });
  const names = new Set(paged.map(({ person }) => person));
  const missing = [...pages.keys()].filter((person) => !names.has(person));
  return [
    ...missing.map((person) => `${person} is not paged${why}`),
    ...paged.flatMap(({ person, because, notifications }) => {
      const wanted = pages.get(person);
      if (wanted === undefined) return [`${person} is paged too: ${because.join('; ')}`];
      return wanted === null ? [] : judgeChannels(person, wanted, new Set(notifications.map(({ via }) => via)));
    }),
  ];
}

function judgeChannels(person: string, wanted: readonly string[], used: ReadonlySet<string>): readonly string[] {
  const same = wanted.length === used.size && wanted.every((channel) => used.has(channel));
  return same ? [] : [`${person} is paged by ${[...used].join(', ')}, not by ${wanted.join(', ')}`];
}

function judgeLater(planned: readonly Planned[], seconds: number, wanted: readonly string[]): readonly string[] {
  const when = `after ${formatDuration(seconds)}`;
  const then = new Set(planned.filter(({ afterSeconds }) => afterSeconds === seconds).map(({ person }) => person));
  const before = new Set(planned.filter(({ afterSeconds }) => afterSeconds < seconds).map(({ person }) => person));
  const missing = [...new Set(wanted)].filter((person) => !then.has(person));
  const extra = [...then].filter((person) => !before.has(person) && !wanted.includes(person));
  return [
    ...missing.map((person) => `${person} is not paged ${when}`),
    ...extra.map((person) => `${person} is paged too ${when}`),
  ];
}

function judgeNotPaged(explanation: Explanation, person: string, reason: string): readonly string[] {
  const not = explanation.notPaged.find((one) => one.person === person);
  if (not === undefined) return [`${person} is paged`];
  const because = not.because.join('; ');
  return because.includes(reason) ? [] : [`${person} is not paged, but because: ${because}; not: ${reason}`];
}
