import type { Channel } from '../domain/channel.js';
import type { RuleIndex } from '../pipeline/route/rule-index.js';
import type { Clock, Log, MessageChannel, Metrics } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import type { CaseBook } from './case-book.js';
import type { CurrentWindows } from './current-windows.js';
import type { ToldPeople } from './durability/told-people.js';
import type { Turns } from './turns.js';
import type { Verification } from './verification.js';

/** Makes the link that a message carries: one person, one incident (by its number). */
export type LinkMaker = (incidentNumber: number, person: string) => string;

/** What the use cases work with. */
export interface EngineDeps {
  readonly ledger: Ledger;
  /** The rules in force, compiled, with the overrides of their schedules. */
  readonly index: () => RuleIndex;
  /** When they came into force in this process, UTC ms. */
  readonly rulesLoadedAt: () => number;
  readonly windows: CurrentWindows;
  readonly book: CaseBook;
  /** Whom emergency pages have told of which alerts. */
  readonly told: ToldPeople;
  /** By the key of an incident: alerts, people and the clock take turns at it. */
  readonly turns: Turns;
  readonly channels: Readonly<Record<Channel, MessageChannel>>;
  readonly link: LinkMaker;
  readonly verification: Verification;
  /** People may answer by text: pages say how, and their answers count. */
  readonly repliesByText: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Uniform in [0, 1): jitter of retries. */
  readonly random: () => number;
}
