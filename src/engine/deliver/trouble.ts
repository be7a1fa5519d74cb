import { type Channel, maskAddress } from '../../domain/channel.js';
import type { DeadLetter } from '../../domain/delivery.js';

/** Something wrong with the router's own way out. */
export interface Trouble {
  /** What is wrong, stable: it names the check of the ops' incident. */
  readonly check: string;
  readonly summary: string;
  readonly incidentId: string | null;
  /** When it happened, UTC ms: told again it is the same trouble. */
  readonly at: number;
  /** Ops hear of it by another channel than this too; null: it is not known. */
  readonly channel: Channel | null;
}

/** What ops hear of a dead letter; the same however often it is told. */
export function deadLetterTrouble(
  letter: Pick<DeadLetter, 'person' | 'reason' | 'incidentId' | 'at' | 'channel'>,
): Trouble {
  const { person, reason, incidentId, at, channel } = letter;
  const summary = `${person} could not be reached: ${reason}`;
  return { check: `pages that reached nobody: ${person}`, summary, incidentId, at, channel };
}

/** The check of a phone whose owner has said STOP. */
export function optOutCheck({ person, to }: { readonly person: string; readonly to: string }): string {
  return `SMS to ${person} (${maskAddress(to)})`;
}

/** What ops hear when the carrier refuses it before STOP has reached us. */
export function optOutTrouble(of: {
  readonly person: string;
  readonly to: string;
}): Pick<Trouble, 'check' | 'summary'> {
  return {
    check: optOutCheck(of),
    summary: `${of.person} has sent STOP to the carrier: no SMS gets through; START takes it back`,
  };
}
