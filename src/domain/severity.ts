import { z } from 'zod';

/** How bad a failing check is, the Events API v2 set, worst first. */
export const Severity = z.enum(['critical', 'error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** What a severity asks of people: `high` wakes and escalates, `low` runs step 1 only, `record` pages nobody. */
export const Urgency = z.enum(['high', 'low', 'record']);
export type Urgency = z.infer<typeof Urgency>;

const rank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2, critical: 3 };

/** True when `a` is strictly worse than `b`. */
export function isWorse(a: Severity, b: Severity): boolean {
  return rank[a] > rank[b];
}

/** The worst severity of several checks, pages or other things that have one; `info` for none. */
export function worstSeverity(things: Iterable<{ readonly severity: Severity }>): Severity {
  let worst: Severity = 'info';
  for (const { severity } of things) if (isWorse(severity, worst)) worst = severity;
  return worst;
}

/** Urgency of a severity where the service does not say otherwise. */
export const defaultUrgency: Readonly<Record<Severity, Urgency>> = {
  critical: 'high',
  error: 'high',
  warning: 'low',
  info: 'record',
};
