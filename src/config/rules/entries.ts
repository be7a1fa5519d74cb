import type { Place, Tree } from './files/tree.js';
import type { ExpectationEntry } from './schema/expectations.js';
import type { HoursEntry, WindowEntry } from './schema/hours.js';
import type { NoticesEntry } from './schema/notices.js';
import type { GroupEntry, PersonEntry } from './schema/people.js';
import type { PolicyEntry } from './schema/policies.js';
import type { ScheduleEntry } from './schema/schedules.js';
import type { ServiceEntry } from './schema/services.js';
import type { SourceEntry } from './schema/sources.js';
import type { SubscriptionEntry } from './schema/subscriptions.js';
import type { LimitsEntry } from './values/limits.js';

/** One entry of the files that its schema accepts, and where its parts stand. */
export interface Entry<T> {
  readonly value: T;
  readonly tree: Tree;
  readonly place: Place;
}

/** What is known of a named entry before its fields. */
export interface Known {
  readonly name: string;
  /** Where it stands: `routing-rules/20-services.yaml:14`. */
  readonly origin: string;
}

/** A section of named entries. `declared` also holds the names of the entries that are faulty. */
export interface Section<T> {
  readonly entries: ReadonlyMap<string, Entry<T>>;
  readonly declared: ReadonlySet<string>;
}

/** Everything that the files hold, each entry checked by itself. */
export interface Entries {
  readonly people: Section<PersonEntry>;
  readonly groups: Section<GroupEntry>;
  readonly schedules: Section<ScheduleEntry>;
  readonly hours: Section<HoursEntry>;
  readonly services: Section<ServiceEntry>;
  readonly sources: Section<SourceEntry>;
  readonly escalationPolicies: Section<PolicyEntry>;
  readonly subscriptions: readonly Entry<SubscriptionEntry>[];
  readonly maintenance: readonly Entry<WindowEntry>[];
  readonly expectations: readonly Entry<ExpectationEntry>[];
  readonly limits: Entry<LimitsEntry> | null;
  readonly notices: Entry<NoticesEntry> | null;
}
