import type { CheckState } from '../domain/check.js';
import { failingChecks, type Incident } from '../domain/incident.js';
import type { Log } from '../ports.js';

/** Whether what is known of checks can still be believed. */
export interface Verification {
  /** Key of each failing check whose source is silent → since when nothing is known of it, UTC ms. */
  unverifiedSince(checks: Iterable<CheckState>): Promise<ReadonlyMap<string, number>>;
}

interface Believing {
  readonly verification: Verification;
  readonly log: Log;
}

/** As `unverifiedSince`, of what is told to people: that a source is silent must not keep a message from going out. */
export async function knownUnverified(
  { verification, log }: Believing,
  checks: Iterable<CheckState>,
): Promise<ReadonlyMap<string, number>> {
  return verification.unverifiedSince(checks).catch((cause: unknown) => {
    log.warn({ cause }, 'it is not known which sources are silent');
    return new Map();
  });
}

/** True when nobody knows whether any of what fails of an incident still does. */
export async function isUnverified(deps: Believing, incident: Pick<Incident, 'checks'>): Promise<boolean> {
  const failing = failingChecks(incident);
  return failing.length > 0 && (await knownUnverified(deps, failing)).size === failing.length;
}
