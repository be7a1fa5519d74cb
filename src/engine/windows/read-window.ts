import { hash } from 'node:crypto';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import {
  asWindow,
  occurrenceId,
  occurrencesBetween,
  recurringNameOf,
  startOf,
} from '../../pipeline/suppress/recurring.js';
import type { EngineDeps } from '../engine-deps.js';

type Reads = Pick<EngineDeps, 'ledger' | 'index'>;

/** A window that somebody opened, or an occurrence of a recurring one, by its id; null: there is none, or will not be. */
export async function readWindow(deps: Reads, id: string): Promise<MaintenanceWindow | null> {
  const name = recurringNameOf(id);
  if (name === null) return deps.ledger.windows.read(id);
  const startsAt = startOf(id);
  if (Number.isNaN(startsAt)) return null;
  const own = await deps.ledger.windows.read(occurrenceId(name, startsAt));
  return own ?? readOccurrence(deps, name, startsAt);
}

/** As the calendar has it, until it recurs no more. */
async function readOccurrence(
  { ledger, index }: Reads,
  name: string,
  startsAt: number,
): Promise<MaintenanceWindow | null> {
  const record = await ledger.recurring.read(name);
  const recurring = record === null ? index().rules.maintenance.find((one) => one.name === name) : { ...record, name };
  if (recurring === undefined) return null;
  const occurrence = occurrencesBetween(recurring, startsAt, startsAt + 1).find((one) => one.startsAt === startsAt);
  if (occurrence === undefined) return null;
  const window = asWindow(recurring, occurrence);
  const endedAt = record?.endedAt ?? window.endsAt;
  if (record === null || endedAt >= window.endsAt) return window;
  return endedAt <= startsAt ? null : { ...window, endsAt: endedAt, endedBy: record.endedBy };
}

/** Of the window that goes on where a time of a recurring one ends: there is one at most. */
export function moreIdOf(occurrence: string): string {
  return hash('sha256', `more ${occurrence}`, 'hex').slice(0, 12);
}

/** The window by which somebody gave a time of a recurring one more time; null: nobody has, or it is none. */
export async function readMore({ ledger }: Pick<EngineDeps, 'ledger'>, id: string): Promise<MaintenanceWindow | null> {
  return recurringNameOf(id) === null ? null : ledger.windows.read(moreIdOf(id));
}
