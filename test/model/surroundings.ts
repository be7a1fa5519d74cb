import { type RulesTable, type ServiceName, TURN_MS, TURNS_BEGIN } from './rules.js';

export const MINUTE = 60_000;

interface Span {
  readonly from: number;
  to: number;
}

/** One that is not over, by its place among all that were ever made. */
export interface Place {
  readonly nth: number;
  /** UTC ms. */
  readonly to: number;
}

/** The rules in force, the windows, and who is on duty: what incidents meet. All times UTC ms. */
export interface Surroundings {
  rules: RulesTable;
  readonly windows: (Span & { readonly service: ServiceName })[];
  /** Who was put on duty, or off, in this order. */
  readonly overrides: (Span & { readonly on: boolean; readonly person: string })[];
}

export function isCovered({ windows }: Surroundings, service: ServiceName, now: number): boolean {
  return windows.some((window) => window.service === service && window.from <= now && now < window.to);
}

/** Whom a step pages if it fires now. */
export function whom(around: Surroundings, step: number, { service, now }: { service: ServiceName; now: number }) {
  const target = around.rules.steps[step - 1]?.[1];
  if (target === 'duty') return onDuty(around, now);
  return target === 'lea' ? ['lea'] : ['daniel', ...around.rules.subscribed[service]];
}

function onDuty({ rules, overrides }: Surroundings, now: number): readonly string[] {
  const turn = Math.floor((now - TURNS_BEGIN) / TURN_MS) % rules.turns.length;
  const people = new Set([rules.turns[turn] ?? '']);
  for (const { on, person, to } of overrides) {
    if (now >= to) continue;
    if (on) people.add(person);
    else people.delete(person);
  }
  return [...people];
}

/** How long after the step before it a step fires; behind the last one a round begins anew, or ends, after as long. */
export function delayOf({ rules }: Surroundings, step: number): number {
  return (rules.steps[step - 1] ?? rules.steps.at(-1) ?? [0])[0] * MINUTE;
}

export function placesOf(spans: readonly Span[], now: number): readonly Place[] {
  return spans.map(({ to }, nth) => ({ nth, to })).filter(({ to }) => to > now);
}
