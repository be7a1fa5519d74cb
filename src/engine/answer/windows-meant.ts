import type { CommandTarget } from '../../pipeline/answer/command.js';
import type { Ledger } from '../../ports-ledger.js';
import { findTarget } from './find-target.js';

/** Windows that an order is about. */
export interface WindowsMeant {
  /** Ids of the window that its code stands for, or of those that hold the incidents it means; each once. */
  readonly ids: readonly string[];
  /** Names of the services of those incidents. */
  readonly services: readonly string[];
}

/** What an order about a window means, by the code that stood in its warning or by a page; null: nothing that is known. */
export async function windowsMeant(
  ledger: Pick<Ledger, 'readIncident' | 'readNotification' | 'texts'>,
  phone: string,
  target: CommandTarget,
): Promise<WindowsMeant | null> {
  const meaning = target.kind === 'code' ? await ledger.texts.meaningOf(phone, target.code) : null;
  if (meaning?.kind === 'window') return { ids: [meaning.id], services: [] };
  const found = await findTarget(ledger, phone, target);
  if (found === null) return null;
  const ids = found.incidents.flatMap(({ suppressed, lowered }) => suppressed?.id ?? lowered?.id ?? []);
  const services = found.incidents.flatMap(({ service }) => service ?? []);
  return { ids: [...new Set(ids)], services: [...new Set(services)] };
}
