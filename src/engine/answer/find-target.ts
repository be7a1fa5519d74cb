import type { Incident } from '../../domain/incident.js';
import type { Notification, NotificationState } from '../../domain/notification.js';
import type { CommandTarget } from '../../pipeline/answer/command.js';
import type { Ledger } from '../../ports-ledger.js';

/** What an order is about. */
export interface FoundTarget {
  /** By number; one for a page, several for a bundle. */
  readonly incidents: readonly Incident[];
  /** The code of the page; null: it has none, or the incident was named by its number. */
  readonly code: number | null;
}

type Reads = Pick<Ledger, 'readIncident' | 'readNotification' | 'texts'>;

/** Such a page has not come to the phone. */
const NOT_SENT: ReadonlySet<NotificationState> = new Set(['dropped', 'failed', 'retrying']);

/** The incidents that an order from a phone means; null: it means nothing that is known. */
export async function findTarget(ledger: Reads, phone: string, target: CommandTarget): Promise<FoundTarget | null> {
  if (target.kind === 'latest') return findLatest(ledger, phone);
  if (target.kind === 'incident') return found(await readAll(ledger, [String(target.number)]), null);
  const meaning = await ledger.texts.meaningOf(phone, target.code);
  if (meaning === null || meaning.kind === 'window' || meaning.kind === 'request') return null;
  if (meaning.kind === 'incident') return found(await readAll(ledger, [meaning.id]), target.code);
  const bundle = await ledger.readNotification(meaning.notificationId);
  return bundle === null ? null : found(await incidentsOf(ledger, bundle), target.code);
}

async function findLatest(ledger: Reads, phone: string): Promise<FoundTarget | null> {
  for (const id of await ledger.texts.latestPages(phone)) {
    const notification = await ledger.readNotification(id);
    if (notification === null || NOT_SENT.has(notification.state)) continue;
    return found(await incidentsOf(ledger, notification), notification.code);
  }
  return null;
}

function incidentsOf(ledger: Reads, { calls }: Notification): Promise<readonly Incident[]> {
  return readAll(
    ledger,
    calls.flatMap(({ incidentId }) => incidentId ?? []),
  );
}

async function readAll({ readIncident }: Reads, ids: readonly string[]): Promise<readonly Incident[]> {
  const incidents = await Promise.all([...new Set(ids)].map((id) => readIncident(id)));
  return incidents.filter((incident) => incident !== null).sort((a, b) => a.number - b.number);
}

function found(incidents: readonly Incident[], code: number | null): FoundTarget | null {
  return incidents.length === 0 ? null : { incidents, code };
}
