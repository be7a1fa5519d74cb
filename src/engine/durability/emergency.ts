import type { Alert } from '../../domain/alert.js';
import { factsOf } from '../../domain/check.js';
import { isWorse } from '../../domain/severity.js';
import { byEmailOnly } from '../../pipeline/escalate/email-only.js';
import { matchCheck } from '../../pipeline/route/match-check.js';
import { policyFor } from '../../pipeline/route/policy.js';
import { type SelectedPerson, selectPeople } from '../../pipeline/route/select-people.js';
import { urgencyOf } from '../../pipeline/route/urgency.js';
import { findWindow } from '../../pipeline/suppress/window-index.js';
import type { EngineDeps } from '../engine-deps.js';

/** The alerts that wait while Redis is away, and whom they would page: from the rules and windows in memory alone. */
export interface Emergency {
  /** The ledger did not take these. */
  await(alerts: readonly Alert[]): void;
  /** The ledger is back: what waited is the replay's. */
  over(): void;
  /** Since when something waits, UTC ms; null: nothing does. */
  since(): number | null;
  /** Person → the alerts to tell them of now, worst first; nobody twice of one alert. */
  toTell(told: (alertId: string) => ReadonlySet<string>): ReadonlyMap<string, Told>;
}

/** What one person is to be told, and by which contact methods in turn. */
export interface Told {
  readonly alerts: Alert[];
  readonly selected: SelectedPerson;
}

const maxChecks = 20_000;

/** Keeps the latest alert of each check: what has recovered meanwhile wakes nobody. */
export function createEmergency(deps: Pick<EngineDeps, 'index' | 'windows' | 'book' | 'clock'>): Emergency {
  const latest = new Map<string, Alert>();
  let firstAt: number | null = null;

  return {
    await(alerts) {
      firstAt ??= deps.clock.now();
      for (const alert of alerts) {
        if (alert.failing === null || (latest.size >= maxChecks && !latest.has(alert.checkKey))) continue;
        latest.set(alert.checkKey, alert);
      }
    },
    over() {
      latest.clear();
      firstAt = null;
    },
    since: () => firstAt,
    toTell(told) {
      const people = new Map<string, Told>();
      const worthy = [...latest.values()].filter((alert) => isNews(deps, alert)).sort(worstFirst);
      for (const alert of worthy) {
        for (const selected of untoldPeople(deps, alert, told(alert.id))) {
          const entry = people.get(selected.person) ?? { alerts: [], selected };
          entry.alerts.push(alert);
          people.set(selected.person, entry);
        }
      }
      return people;
    },
  };
}

/** Fails, and this process has not seen its check failing as badly before: that was paged when the ledger was there. */
function isNews({ book }: Pick<EngineDeps, 'book'>, alert: Alert): boolean {
  if (alert.failing !== true) return false;
  const check = book.check(alert.checkKey);
  return check === undefined || !check.failing || isWorse(alert.severity, check.severity);
}

/** Those whom the alert pages by now and who have not heard of it. */
function untoldPeople(
  deps: Pick<EngineDeps, 'index' | 'windows' | 'clock'>,
  alert: Alert,
  told: ReadonlySet<string>,
): readonly SelectedPerson[] {
  const now = deps.clock.now();
  return peopleFor(deps, alert).filter((selected) => !told.has(selected.person) && isTheirTurn(selected, alert, now));
}

function peopleFor(
  { index, windows, clock }: Pick<EngineDeps, 'index' | 'windows' | 'clock'>,
  alert: Alert,
): readonly SelectedPerson[] {
  const rules = index();
  const facts = factsOf(alert);
  const { services } = matchCheck(rules, facts);
  const service = services[0] ?? null;
  const urgency = urgencyOf(rules, service, alert.severity);
  const now = clock.now();
  const window = findWindow(windows.get().index, facts, services, now);
  if (urgency === 'record' || window?.effect === 'suppress') return [];
  const targets = policyFor(rules, { service, audience: alert.audience }).steps[0]?.page ?? [];
  const { people } = selectPeople(rules, { checks: [facts], service, targets, urgency, now });
  return window === null ? people : people.flatMap((selected) => byEmailOnly(selected) ?? []);
}

/** A subscription `after: 30m` is for what waits so long; the same for a person's own first call. */
function isTheirTurn({ calls }: SelectedPerson, alert: Alert, now: number): boolean {
  return calls.some(({ afterSeconds }) => afterSeconds * 1000 <= now - alert.receivedAt);
}

function worstFirst(a: Alert, b: Alert): number {
  if (isWorse(a.severity, b.severity)) return -1;
  return isWorse(b.severity, a.severity) ? 1 : a.at - b.at;
}
