import type { Explanation } from '../../domain/explanation.js';
import { utcMinute } from '../../domain/utc-minute.js';
import { describeDelay, describeTimes } from './explain-person.js';

/** The explanation as a table for people; lines end without spaces, the text without a newline. */
export function formatExplanation(explanation: Explanation): string {
  const { alert, services, incidentKey, suppressed, steps, notPaged } = explanation;
  const what = [alert.check, alert.host].filter((part) => part !== null).join(' on ') || alert.source;
  const people = [...steps.flatMap((step) => step.people), ...notPaged].map(({ person }) => person.length);
  const width = Math.max(0, ...people);
  return [
    `${alert.severity} ${what} (${alert.source})`,
    `services: ${services.join(', ') || 'none'}; incident ${incidentKey}`,
    ...(suppressed === null ? [] : ['', describeSuppression(suppressed)]),
    ...steps.flatMap((step) => ['', ...describeStep(step, width)]),
    ...(steps.length > 1 ? ['', 'Later steps are those of the rules as they are now, if nobody acknowledges.'] : []),
    ...(notPaged.length > 0 ? ['', 'not paged'] : []),
    ...notPaged.map(({ person, because }) => `  ${person.padEnd(width)}  ${because.join('; ')}`),
  ].join('\n');
}

function describeSuppression({ reason, id, until }: NonNullable<Explanation['suppressed']>): string {
  return `nobody is paged: ${reason}${id === null ? '' : ` (${id})`}${until === null ? '' : ` until ${utcMinute(Date.parse(until))}`}`;
}

function describeStep(step: Explanation['steps'][number], width: number): readonly string[] {
  const title = `step ${step.step}, ${describeDelay(step.afterSeconds)}`;
  if (step.people.length === 0) return [`${title}: nobody, goes on at once`];
  return [
    title,
    ...step.people.flatMap(({ person, notifications, because }) => [
      `  ${person.padEnd(width)}  ${describeTimes(notifications)}`,
      ...because.map((text) => `  ${' '.repeat(width)}  ${text}`),
    ]),
  ];
}
