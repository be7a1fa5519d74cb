import type { Incident } from '../../domain/incident.js';
import type { CommandTarget } from '../../pipeline/answer/command.js';
import type { Ledger } from '../../ports-ledger.js';
import { findTarget } from './find-target.js';

/** What an order about a window is about: the window itself, or incidents that windows may hold. */
export type WindowsMeant =
  | { readonly kind: 'window'; readonly id: string }
  | { readonly kind: 'incidents'; readonly incidents: readonly Incident[] };

/** By the code that stood in a warning, or by a page; null: it means nothing that is known. */
export async function windowsMeant(
  ledger: Pick<Ledger, 'readIncident' | 'readNotification' | 'texts'>,
  phone: string,
  target: CommandTarget,
): Promise<WindowsMeant | null> {
  const meaning = target.kind === 'code' ? await ledger.texts.meaningOf(phone, target.code) : null;
  if (meaning?.kind === 'window') return { kind: 'window', id: meaning.id };
  const found = await findTarget(ledger, phone, target);
  return found === null ? null : { kind: 'incidents', incidents: found.incidents };
}

/** Ids of the windows that the decisions about incidents name, each once: of several that hold one, the one that ends last. */
export function heldBy(incidents: readonly Incident[]): readonly string[] {
  return [...new Set(incidents.flatMap(({ suppressed, lowered }) => suppressed?.id ?? lowered?.id ?? []))];
}
