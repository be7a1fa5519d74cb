import type { Incident } from '../../domain/incident.js';
import { isTimedOut } from '../escalate/acknowledgement.js';

/**
 * When an incident's acknowledgement times out or its snooze ends, those that its checks have in their source lapse with it, else they would
 * hold it for ever; the source's next acknowledgement holds again.
 */
export function lapseAcknowledgements(incident: Incident, now: number): Incident {
  const ends = incident.urgency === 'high' || incident.snoozedBy != null;
  if (!ends || !isTimedOut(incident, now)) return incident;
  const checks = new Map(incident.checks);
  for (const [key, check] of checks) {
    if (check.acknowledgedBy !== null) checks.set(key, { ...check, acknowledgedBy: null });
  }
  return { ...incident, checks };
}
