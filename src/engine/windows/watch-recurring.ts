import { hash } from 'node:crypto';
import type { MaintenanceWindow } from '../../domain/maintenance-window.js';
import type { RecurringRecord } from '../../domain/recurring-record.js';
import type { RecurringWindow } from '../../domain/rules.js';
import { renderRecurringMade, renderWindowOpened } from '../../pipeline/deliver/render-window.js';
import { asWindow, occurrencesAround, recurringNameOf } from '../../pipeline/suppress/recurring.js';
import type { EngineDeps } from '../engine-deps.js';
import { preview } from './preview.js';
import type { WindowLook } from './window-look.js';
import { openingReaders, tellOf } from './window-notices.js';

/** So long after it was made people are still told of it; then it is no news. */
const NEWS_MS = 3_600_000;

/**
 * Looks at a recurring window as each of its occurrences begins, and when it was made: those whom one of the API silences are
 * told once, and every occurrence holds what is open from its start, and is watched, as any window is.
 */
export async function watchRecurring(deps: EngineDeps, name: string): Promise<WindowLook> {
  await deps.windows.refresh();
  const recurring = findRecurring(deps, name);
  if (recurring === undefined) return { dueMethods: [], lookAt: null };
  const now = deps.clock.now();
  const occurrences = occurrencesAround(recurring, now).map((occurrence) => asWindow(recurring, occurrence));
  const active = occurrences.filter(({ startsAt }) => startsAt <= now);
  await deps.ledger.makeDue(
    active.map(({ id }) => ({ kind: 'window-watch' as const, id })),
    now,
  );
  await holdOpen(deps, recurring, active, now);
  const record = recurring.createdBy === undefined ? null : await deps.ledger.recurring.read(name);
  return {
    dueMethods: record === null ? [] : await tellMade(deps, record, now),
    lookAt: occurrences.find(({ startsAt }) => startsAt > now)?.startsAt ?? null,
  };
}

/** What is open is decided anew as an occurrence begins, once: not again by each process that starts, however much is open. */
async function holdOpen(
  { ledger }: EngineDeps,
  recurring: RecurringWindow,
  active: readonly MaintenanceWindow[],
  now: number,
): Promise<void> {
  const field = `${recurring.name} holds`;
  const held = `${active.map(({ id }) => id).join(' ')} ${fingerprintOf(recurring)}`;
  if (active.length === 0 || (await ledger.recurring.noted(field)) === held) return;
  await ledger.makeDue(
    active.map(({ id }) => ({ kind: 'window' as const, id })),
    now,
  );
  await ledger.recurring.note(field, held);
}

/**
 * Tells of an occurrence that has begun. Who `notices` names hears of each; those whom it silences hear of one that stands
 * in the rules when it begins for the first time, and again when it was changed there.
 */
export async function tellOccurrence(deps: EngineDeps, window: MaintenanceWindow): Promise<readonly string[]> {
  const name = recurringNameOf(window.id) ?? window.id;
  const group = openingReaders(deps, window, []);
  const fingerprint = fingerprintOf(findRecurring(deps, name));
  if (!group.instead && (window.via !== 'rules' || (await deps.ledger.recurring.noted(name)) === fingerprint))
    return [];
  const { people, summary } = await preview(deps, { ...window, ignore: window.id });
  const readers = openingReaders(deps, window, people);
  const due = await tellOf(deps, {
    window: group.instead ? window : { ...window, id: name },
    occasion: group.instead ? 'opened' : `recurs ${fingerprint}`,
    people: readers.people,
    how: 'mail',
    text: (reader) => renderWindowOpened(window, summary, { ...reader, instead: readers.instead }),
  });
  await deps.ledger.recurring.note(name, fingerprint);
  return due;
}

function findRecurring(deps: EngineDeps, name: string): RecurringWindow | undefined {
  return [...deps.index().rules.maintenance, ...deps.windows.recurring()].find((one) => one.name === name);
}

/** Of what one would be told. */
function fingerprintOf(recurring: RecurringWindow | undefined): string {
  return hash('sha256', JSON.stringify(recurring ?? null), 'hex').slice(0, 16);
}

async function tellMade(deps: EngineDeps, record: RecurringRecord, now: number): Promise<readonly string[]> {
  if (now - record.createdAt > NEWS_MS) return [];
  const recurring = { ...record, name: record.id };
  const [next] = occurrencesAround(recurring, record.createdAt);
  if (next === undefined) return [];
  const first = asWindow(recurring, next);
  const { people, summary } = await preview(deps, { ...first, ignore: first.id });
  const readers = openingReaders(deps, first, people);
  return tellOf(deps, {
    window: { ...first, id: record.id },
    occasion: 'made',
    people: readers.people,
    how: 'mail',
    text: (reader) => renderRecurringMade(record, { ...reader, first, summary, instead: readers.instead }),
  });
}
