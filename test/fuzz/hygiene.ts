import type { Alert } from '../../src/domain/alert.js';

/** What no text that came in may hold: control characters but newline and tab, direction and invisible ones, halves. */
const unclean = /[^\P{Cc}\n\t]|\p{Cf}|\p{Cs}|[\u2028\u2029]/u;

const longest: Readonly<Record<string, number>> = {
  ...{ id: 32, eventKey: 32, source: 63, checkKey: 400, host: 300, check: 300, service: 500, sourceState: 80 },
  ...{ summary: 2048, details: 16_000, author: 400, comment: 2000, link: 2000 },
};
const longestAlert = 300_000;

/** What is wrong with a normalized alert; null: nothing. */
export function faultOfAlert(alert: Alert): string | null {
  for (const [name, value] of Object.entries(alert)) {
    if (typeof value === 'number' && !Number.isFinite(value)) return `${name} is ${value}`;
    if (typeof value !== 'string') continue;
    if (unclean.test(value)) return `${name} is unclean: ${JSON.stringify(value.slice(0, 200))}`;
    if (value.length > (longest[name] ?? 100)) return `${name} has ${value.length} characters`;
  }
  const label = Object.entries(alert.labels)
    .flat()
    .find((text) => unclean.test(text) || text.length > 2000);
  if (label !== undefined) return `a label is unclean or long: ${JSON.stringify(label.slice(0, 200))}`;
  return JSON.stringify(alert).length > longestAlert ? 'it is larger than 300 kB' : null;
}
