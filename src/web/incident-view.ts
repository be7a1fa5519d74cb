import type { Incident } from '../domain/incident.js';
import type { Severity } from '../domain/severity.js';

/** What the page of an incident is made of, for one reader at one moment. */
export interface IncidentView {
  readonly incident: Incident;
  /** The reader, by name in the rules; the link was made for this person. */
  readonly person: string;
  /** IANA zone in which times are shown. */
  readonly timezone: string;
  readonly now: number;
  /** Name for people by name of the rules. */
  readonly displayName: (person: string) => string;
  readonly runbook: string | null;
}

/** Color of the badge of a severity. */
export const SEVERITY_COLORS: Readonly<Record<Severity, string>> = {
  critical: 'red',
  error: 'red',
  warning: 'amber',
  info: 'blue',
};
