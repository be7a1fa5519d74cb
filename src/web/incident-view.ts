import type { Channel } from '../domain/channel.js';
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
  /** Where the reader can silence its service. */
  readonly silenceHref: string;
  /** Key of each failing check whose source is silent → since when nothing is known of it, UTC ms. */
  readonly unverified: ReadonlyMap<string, number>;
  /** What really went out to whom so far; a person who is to be paged later is in `incident.paged` but not here. */
  readonly told: ReadonlyMap<string, Told>;
}

/** The first message to a person that went out, and on which channels they did. */
export interface Told {
  readonly at: number;
  readonly channels: readonly Channel[];
}

/** Color of the badge of a severity. */
export const SEVERITY_COLORS: Readonly<Record<Severity, string>> = {
  critical: 'red',
  error: 'red',
  warning: 'amber',
  info: 'blue',
};
