import type { CheckState } from '../../domain/check.js';
import type { Incident, IncidentFilter } from '../../domain/incident.js';
import type { EngineDeps } from '../engine-deps.js';

/** What the router has heard of, as far as it is looked at. */
export interface KnownChecks {
  readonly open: readonly Incident[];
  /** Of the open incidents and of the latest others, each once, as it is known best. */
  readonly checks: readonly CheckState[];
}

const pageSize = 200;
/** Checks of older incidents than these are not looked for. */
const latestIncidents = 1000;
const mostOpen = 20_000;

/** All open incidents, and the checks of these and of the latest others. */
export async function readKnown({ ledger }: Pick<EngineDeps, 'ledger'>): Promise<KnownChecks> {
  const open = await readIncidents(ledger, { state: 'open' }, mostOpen);
  const latest = await readIncidents(ledger, {}, latestIncidents);
  const checks = new Map<string, CheckState>();
  for (const incident of [...open, ...latest]) {
    for (const [key, check] of incident.checks) if (!checks.has(key)) checks.set(key, check);
  }
  return { open, checks: [...checks.values()] };
}

async function readIncidents(
  ledger: Pick<EngineDeps['ledger'], 'listIncidents'>,
  filter: Pick<IncidentFilter, 'state'>,
  most: number,
): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listIncidents({ ...filter, limit: pageSize, cursor });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < most);
  return found;
}
