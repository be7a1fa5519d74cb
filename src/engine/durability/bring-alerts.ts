import type { Alert } from '../../domain/alert.js';
import type { Ledger } from '../../ports-ledger.js';
import type { TriageAlert } from '../triage-alerts.js';

const checksAtOnce = 200;
const idsAtOnce = 1000;
/** The ledger refuses so many of a check: the others of it are not tried in this round. */
const refusalsOfOneCheck = 3;

/** The ledger takes others, and not this one. */
export interface Refusal {
  readonly alert: Alert;
  readonly cause: unknown;
}

export interface Brought {
  /** How many the ledger lacked and has now. */
  readonly brought: number;
  readonly refusals: readonly Refusal[];
}

export interface BringDeps {
  readonly ledger: Pick<Ledger, 'unknownAlerts' | 'tryWrite'>;
  readonly triage: TriageAlert;
}

/** Brings those that the ledger does not know. Rejects when it takes nothing now: what follows has to wait as well. */
export type BringAlerts = (alerts: readonly Alert[]) => Promise<Brought>;

/**
 * The alerts of one check are decided together, in their order, and the check heard of last comes first: only the newest
 * state can page, stale ones are recorded. Those of one commit fail together: in the end each that has failed is tried alone.
 */
export function createBringAlerts({ ledger, triage }: BringDeps): BringAlerts {
  async function findUnknown(alerts: readonly Alert[]): Promise<Alert[]> {
    const unknown: Alert[] = [];
    for (let n = 0; n < alerts.length; n += idsAtOnce) {
      const some = alerts.slice(n, n + idsAtOnce);
      const ids = new Set(await ledger.unknownAlerts(some.map(({ id }) => id)));
      unknown.push(...some.filter(({ id }) => ids.has(id)));
    }
    return unknown;
  }

  /** Returns those that were not taken. */
  async function bringTogether(alerts: readonly Alert[]): Promise<Alert[]> {
    const attempts = alerts.map((alert) => triage(alert));
    try {
      await Promise.all(attempts);
      return [];
    } catch {
      await ledger.tryWrite();
      await Promise.allSettled(attempts);
      return findUnknown(alerts);
    }
  }

  /** The newest first: it is the one that counts. */
  async function bringCheck(alerts: readonly Alert[]): Promise<Refusal[]> {
    const refusals: Refusal[] = [];
    for (const alert of [...alerts].reverse()) {
      const last = refusals.at(-1);
      const refusal =
        last !== undefined && refusals.length >= refusalsOfOneCheck
          ? { alert, cause: last.cause }
          : await bringAlone(alert);
      if (refusal !== null) refusals.push(refusal);
    }
    return refusals;
  }

  async function bringAlone(alert: Alert): Promise<Refusal | null> {
    try {
      await triage(alert);
      return null;
    } catch (cause) {
      await ledger.tryWrite();
      const [unknown] = await ledger.unknownAlerts([alert.id]);
      return unknown === undefined ? null : { alert, cause };
    }
  }

  return async (alerts) => {
    const unknown = (await findUnknown(alerts)).map((alert) => ({ ...alert, spooled: true }));
    const byCheck = groupByCheck(unknown);
    const failed: Alert[] = [];
    for (let n = 0; n < byCheck.length; n += checksAtOnce) {
      failed.push(...(await bringTogether(byCheck.slice(n, n + checksAtOnce).flat())));
    }
    const refusals: Refusal[] = [];
    for (const ofCheck of groupByCheck(failed)) refusals.push(...(await bringCheck(ofCheck)));
    return { brought: unknown.length - refusals.length, refusals };
  };
}

/** The alerts of each check in their order; the check with the newest alert first. */
function groupByCheck(alerts: readonly Alert[]): Alert[][] {
  const byCheck = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const group = byCheck.get(alert.checkKey) ?? [];
    group.push(alert);
    byCheck.delete(alert.checkKey);
    byCheck.set(alert.checkKey, group);
  }
  return [...byCheck.values()].reverse();
}
