import { hash } from 'node:crypto';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import { asWindow, occurrencesBetween, recurringNameOf, startOf } from '../../pipeline/suppress/recurring.js';
import type { EngineDeps } from '../engine-deps.js';

/** A window that somebody opened, or an occurrence of a recurring one, by its id; null: there is none, or will not be. */
export async function readWindow(
  deps: Pick<EngineDeps, 'ledger' | 'index'>,
  id: string,
): Promise<MaintenanceWindow | null> {
  const name = recurringNameOf(id);
  const own = await deps.ledger.windows.read(id);
  if (own !== null || name === null) return own;
  const startsAt = startOf(id);
  const record = await deps.ledger.recurring.read(name);
  const ofRules = deps.index().rules.maintenance.find((one) => one.name === name);
  const recurring = record === null ? ofRules : { ...record, name };
  if (recurring === undefined || Number.isNaN(startsAt)) return null;
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
