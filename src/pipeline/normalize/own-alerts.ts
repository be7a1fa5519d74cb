import type { Alert } from '../../domain/alert.js';
import type { Channel } from '../../domain/channel.js';
import type { Severity } from '../../domain/severity.js';
import { FAILING_CHANNEL } from '../escalate/by-other-channel.js';
import { hashParts } from './hash-parts.js';
import { normalizeAlert } from './normalize-alert.js';

/** Source of the router's own alerts: no other sender may use it. */
export const ownSource = 'paging-router';

const hourMs = 3_600_000;
const shownFaults = 20;

/** An alert of the router about itself, for the people who look after it. `check` names what is wrong or well again. */
export function opsAlert(said: {
  readonly check: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly details: string;
  readonly failing: boolean;
  /** When the single thing happened that this is about, UTC ms; absent: a state that lasts. */
  readonly stateSince?: number | undefined;
  /** The channel in trouble. */
  readonly failingChannel?: Channel | null;
  readonly now: number;
}): Alert {
  const { now, failingChannel = null, ...rest } = said;
  const labels = failingChannel === null ? {} : { [FAILING_CHANNEL]: failingChannel };
  const kind = said.failing ? ('problem' as const) : ('recovery' as const);
  const eventId = hashParts(said.summary, said.details);
  return { ...normalizeAlert({ ...rest, kind, eventId, labels }, { source: ownSource, now }), audience: 'ops' };
}

/**
 * Tells the subscribers that a source sends what cannot be read: a page may be missing. One alert per source and hour,
 * whichever process saw it: id, event key and state change are those of the hour.
 */
export function unreadableAlert(
  source: string,
  faults: readonly { readonly path: string; readonly message: string }[],
  now: number,
): Alert {
  const hour = Math.floor(now / hourMs) * hourMs;
  const check = `unreadable alerts from ${source}`;
  const details = faults.slice(0, shownFaults).map(({ path, message }) => `${path} ${message}`.trim());
  const alert = normalizeAlert(
    {
      kind: 'problem',
      check,
      failing: true,
      severity: 'error',
      summary: `An alert from ${source} could not be read: a page may be missing`,
      details: details.join('\n'),
      stateSince: hour,
    },
    { source: ownSource, now },
  );
  return { ...alert, id: hashParts(check, hour) };
}
