import { formatDuration } from '../../domain/duration.js';
import type { Explanation, PlannedNotification } from '../../domain/explanation.js';

/** One sentence: when, how and why a person is paged, or why not. */
export function explainPerson(explanation: Explanation, person: string): string {
  const pages = explanation.steps.flatMap(({ people }) => people.filter((one) => one.person === person));
  if (pages.length > 0) {
    const because = [...new Set(pages.flatMap((page) => page.because))].join('; ');
    return `${person} is paged ${describeTimes(pages.flatMap((page) => page.notifications))}: ${because}.`;
  }
  const not = explanation.notPaged.find((one) => one.person === person);
  if (not === undefined) return `${person} is not known to the rules.`;
  return `${person} is not paged: ${not.because.join('; ')}.`;
}

/** `at once by sms and email, after 15m by sms` */
export function describeTimes(notifications: readonly PlannedNotification[]): string {
  const channels = new Map<number, Set<string>>();
  for (const { via, afterSeconds } of [...notifications].sort((a, b) => a.afterSeconds - b.afterSeconds)) {
    channels.set(afterSeconds, (channels.get(afterSeconds) ?? new Set()).add(via));
  }
  return [...channels].map(([seconds, vias]) => `${describeDelay(seconds)} by ${[...vias].join(' and ')}`).join(', ');
}

/** `at once` or `after 15m`. */
export function describeDelay(seconds: number): string {
  return seconds === 0 ? 'at once' : `after ${formatDuration(seconds)}`;
}
