import { randomUUID } from 'node:crypto';
import type { Alert } from '../../domain/alert.js';
import { normalizeAlert } from '../../pipeline/normalize/normalize-alert.js';
import type { Clock } from '../../ports.js';
import type { WakeupProbe } from '../../ports-watch.js';
import type { CanaryLane } from './canary-lane.js';

/** How one flight of the canary ended; `because` is for people. */
export type CanaryFlight =
  | { readonly kind: 'arrived'; readonly at: number }
  | { readonly kind: 'lost'; readonly because: string };

export interface CanaryOptions {
  readonly lane: CanaryLane;
  readonly probe: WakeupProbe;
  readonly clock: Clock;
  /** Tells the canaries of several processes apart. */
  readonly name: string;
  /** How long each leg may take, in looks of 100 ms; 100 where not said. */
  readonly looks?: number;
}

/** A synthetic problem and its recovery, sent all the way and watched for at the end of the pipe. */
export interface Canary {
  fly(signal: AbortSignal): Promise<CanaryFlight>;
}

const lookMs = 100;

/** The problem must come through the queue, the recovery by the clock alone: so both ways of a page are proven. */
export function createCanary({ lane, probe, clock, name, looks = 100 }: CanaryOptions): Canary {
  let unfinished = true;

  async function fly(signal: AbortSignal): Promise<CanaryFlight> {
    if (unfinished) await lane.triageUnwoken(alert(false));
    unfinished = true;
    const arrivals = await probe.arrivals();
    const incidentId = await incidentOf(await lane.triageWoken(alert(true)));
    if (incidentId === null) return lost('its problem opened no incident');
    if (!(await comesTrue(async () => (await messagesOf(incidentId)) >= 1, signal)))
      return lost('its page was not sent');
    if (!(await comesTrue(async () => (await probe.arrivals()) > arrivals, signal))) {
      return lost('its wake-up did not come out of the queue');
    }
    await lane.triageUnwoken(alert(false));
    if (!(await comesTrue(async () => (await messagesOf(incidentId)) >= 2, signal))) {
      return lost('the clock did not send its recovery');
    }
    unfinished = false;
    return { kind: 'arrived', at: clock.now() };
  }

  function alert(failing: boolean): Alert {
    const now = clock.now();
    const draft = {
      kind: failing ? ('problem' as const) : ('recovery' as const),
      check: name,
      failing,
      summary: 'the canary of paging-router',
      stateSince: now,
      eventId: randomUUID(),
    };
    return normalizeAlert(draft, { source: 'canary', now });
  }

  async function incidentOf(alertId: string): Promise<string | null> {
    return (await lane.ledger.readAlert(alertId))?.incidentId ?? null;
  }

  async function messagesOf(incidentId: string): Promise<number> {
    const { items } = await lane.sink.list(50);
    return items.filter((item) => item.incidentId === incidentId).length;
  }

  async function comesTrue(look: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
    for (let n = 0; n < looks && !signal.aborted; n += 1) {
      if (await look()) return true;
      await pause(signal);
    }
    return false;
  }

  return { fly };
}

function lost(because: string): CanaryFlight {
  return { kind: 'lost', because };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, lookMs);
    signal.addEventListener('abort', end);
  });
}
