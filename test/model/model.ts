import { HOUR, type Incident, openIncident, type Severity } from './incident.js';
import { type CheckName, type RulesTable, SERVICES, type ServiceName, serviceOf } from './rules.js';
import { MINUTE, type Place, placesOf, type Surroundings } from './surroundings.js';
import type { Told } from './told.js';

/** Who hears what and when, by sections 4 and 5 of DESIGN.md. It knows nothing of how that is done. */
export interface Model {
  /** UTC ms. */
  now(): number;
  isOpen(service: ServiceName): boolean;
  windows(): readonly Place[];
  overrides(): readonly Place[];
  fails(check: CheckName, severity: Severity): void;
  recovers(check: CheckName): void;
  acknowledge(service: ServiceName, person: string): void;
  snooze(service: ServiceName, person: string, minutes: number): void;
  resolve(service: ServiceName, person: string): void;
  openWindow(service: ServiceName, span: { readonly inMinutes: number; readonly minutes: number }): void;
  /** UTC ms; now: it is over. */
  endWindow(nth: number, at: number): void;
  override(person: string, on: boolean, hours: number): void;
  takeBack(nth: number): void;
  reload(rules: RulesTable): void;
  pass(ms: number): void;
  /** What was told since the last call. */
  told(): readonly Told[];
}

export function createModel(start: number, rules: RulesTable): Model {
  const around: Surroundings = { rules, windows: [], overrides: [] };
  const { windows, overrides } = around;
  const incidents = new Map<ServiceName, Incident>();
  const closedByHand = new Map<CheckName, number>();
  let now = start;
  let said: Told[] = [];
  const world = { around, now: () => now, say: (told: Told) => void said.push(told) };

  function open(service: ServiceName): Incident | undefined {
    const incident = incidents.get(service);
    return incident?.isOver() ? undefined : incident;
  }

  function opened(service: ServiceName): Incident {
    const incident = open(service) ?? openIncident(service, world);
    incidents.set(service, incident);
    return incident;
  }

  function lookAtAll(): void {
    for (const service of SERVICES) open(service)?.look();
  }

  function nextMoment(): number {
    const spans = [...windows, ...overrides].flatMap(({ from, to }) => [from, to]);
    const times = [...spans, ...SERVICES.flatMap((service) => open(service)?.times() ?? [])];
    return Math.min(...times.filter((at) => at > now));
  }

  return {
    now: () => now,
    isOpen: (service) => open(service) !== undefined,
    windows: () => placesOf(windows, now),
    overrides: () => placesOf(overrides, now),
    fails(check, severity) {
      // What a person has closed stays closed while the source only repeats itself, for an hour at most.
      const isClosed = now - (closedByHand.get(check) ?? 0) < HOUR;
      if (isClosed && !open(serviceOf(check))?.has(check)) return;
      opened(serviceOf(check)).fails(check, severity);
    },
    recovers(check) {
      closedByHand.delete(check);
      open(serviceOf(check))?.recovers(check);
    },
    acknowledge: (service, person) => open(service)?.acknowledge(person),
    snooze: (service, person, minutes) => open(service)?.snooze(person, now + minutes * MINUTE),
    resolve(service, person) {
      for (const check of open(service)?.resolve(person) ?? []) closedByHand.set(check, now);
    },
    openWindow(service, { inMinutes, minutes }) {
      const from = now + inMinutes * MINUTE;
      windows.push({ service, from, to: from + minutes * MINUTE });
      lookAtAll();
    },
    endWindow(nth, at) {
      const window = windows[nth];
      if (window !== undefined) window.to = at;
      lookAtAll();
    },
    override(person, on, hours) {
      overrides.push({ person, on, from: now, to: now + hours * HOUR });
    },
    takeBack(nth) {
      const override = overrides[nth];
      if (override !== undefined) override.to = now;
    },
    reload(next) {
      around.rules = next;
    },
    pass(ms) {
      const until = now + ms;
      for (let next = nextMoment(); next <= until; next = nextMoment()) {
        now = next;
        lookAtAll();
      }
      now = until;
    },
    told() {
      const fresh = said;
      said = [];
      return fresh;
    },
  };
}
