import type { Channel, Limit } from './channel.js';
import type { Matcher } from './matcher.js';
import type { Recurrence } from './recurrence.js';
import type { Schedule } from './schedule.js';
import type { Severity, Urgency } from './severity.js';

/** Roles of people; `owner` is not one: owners come from the services. */
export type Role = 'viewer' | 'responder' | 'ops' | 'admin';

/** One personal notification rule: this channel, so long after the page, while nobody acknowledged. */
export interface NotifyRule {
  readonly via: Channel;
  readonly afterSeconds: number;
}

/** Who can be paged. Names (map keys) are unique over people, groups and schedules. */
export interface Person {
  readonly name: string;
  /** Where it stands, for people; absent where no file defines it. */
  readonly origin?: string | undefined;
  readonly displayName: string;
  /** IANA zone, for texts and personal hours. */
  readonly timezone: string;
  /** Addresses in order of preference. */
  readonly sms: readonly string[];
  readonly email: readonly string[];
  readonly notify: Readonly<Record<'high' | 'low', readonly NotifyRule[]>>;
  readonly roles: readonly Role[];
  /** Own limits instead of the general ones; `off` = none. */
  readonly limits: Partial<Readonly<Record<Channel, Limits>>>;
  /** Told by mail when a shift begins, ends or is moved. */
  readonly shiftMails: boolean;
  /** Name of the hours in which pages of low urgency wait; null: never. */
  readonly quiet: string | null;
  /** On which channels they hear what became of a page to them: that somebody has `taken` it, that it is `over`. */
  readonly tell: Readonly<Record<'taken' | 'over', readonly Channel[]>>;
}

/** Limits per contact method of one channel; an empty list is `off`: one notification per page. */
export type Limits = readonly Limit[];

export interface Group {
  readonly name: string;
  /** Names of people, groups and schedules, in order. */
  readonly members: readonly string[];
}

/** Wall-clock hours of the week in a zone. A range that passes midnight belongs to the day it starts. */
export interface Hours {
  readonly name: string;
  readonly timezone: string;
  /** ISO weekdays, 1 = Monday … 7 = Sunday. */
  readonly weekdays: readonly number[];
  /** Minutes of the day; `to` ≤ `from` passes midnight; 0..1440. */
  readonly times: readonly { readonly from: number; readonly to: number }[];
}

export interface Service {
  readonly name: string;
  /** Where it stands, for people; absent where no file defines it. */
  readonly origin?: string | undefined;
  readonly displayName: string;
  /** Any of these … */
  readonly match: readonly Matcher[];
  /** … unless any of these. */
  readonly except: readonly Matcher[];
  /** Names of people, groups and schedules. */
  readonly owners: readonly string[];
  readonly groupBy: 'service' | 'host' | 'check';
  readonly urgency: Readonly<Record<Severity, Urgency>>;
  readonly precedence: number;
  /** Name of its escalation policy. */
  readonly escalation: string;
  readonly runbook: string | null;
  /** Services that it cannot work without: while one of them has an open incident, its own are held with that. */
  readonly dependsOn: readonly string[];
}

/** What a subscription subscribes to (or, as opt-out, subtracts). */
export type SubscriptionScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'unmatched' }
  | { readonly kind: 'services'; readonly services: readonly string[] }
  | { readonly kind: 'match'; readonly match: readonly Matcher[] };

export interface Subscription {
  /** Where it stands, for people: `routing-rules/20-subscriptions.yaml:14`. */
  readonly origin: string;
  /** Names of people, groups and schedules. */
  readonly who: readonly string[];
  readonly scope: SubscriptionScope;
  /** `not:` – subtracts what reaches `who` through subscriptions, never explicit step targets. */
  readonly optOut: boolean;
  /** Only these severities; null = all. */
  readonly severity: readonly Severity[] | null;
  /** Name of the hours in which it counts; null = always. */
  readonly hours: string | null;
  /** Replaces the person's own channels (opt-out: subtracts only these); null = the person's own. */
  readonly via: readonly Channel[] | null;
  readonly afterSeconds: number;
}

/** Whom a step pages: reserved words, or the name of a person, group or schedule. */
export type StepTarget =
  | { readonly kind: 'subscribers' }
  | { readonly kind: 'owners' }
  | { readonly kind: 'all-pages' }
  | { readonly kind: 'ops' }
  | { readonly kind: 'name'; readonly name: string };

export interface EscalationStep {
  /** Seconds after the previous step (the first: after the incident opened). */
  readonly afterSeconds: number;
  readonly page: readonly StepTarget[];
}

export interface EscalationPolicy {
  readonly name: string;
  /** Where it stands, for people; absent where no file defines it. */
  readonly origin?: string | undefined;
  readonly steps: readonly EscalationStep[];
  /** More rounds after the first. */
  readonly repeat: number;
  readonly ackTimeoutSeconds: number;
  /** A problem that comes back so soon after its recovery is paged as a return; 0: as any other. */
  readonly returnsWithinSeconds: number;
}

/** A recurring maintenance window: wall-clock start in a zone, fixed length. */
export interface RecurringWindow {
  readonly name: string;
  readonly services: readonly string[];
  readonly match: readonly Matcher[];
  /** ISO weekdays, 1 = Monday, of every week … */
  readonly weekdays: readonly number[];
  /** … or what else says its days, in their place. */
  readonly recurrence?: Recurrence | undefined;
  /** Minutes of the day of its start. */
  readonly atMinutes: number;
  readonly timezone: string;
  readonly lengthSeconds: number;
  readonly reason: string;
  /** Who made it over the API; absent: it stands in the rules. */
  readonly createdBy?: string | undefined;
}

/** A test of the rules: this alert at this time pages exactly these people. */
export interface Expectation {
  readonly name: string;
  readonly origin: string;
  readonly alert: {
    readonly source: string;
    readonly host: string | null;
    readonly check: string | null;
    readonly service: string | null;
    readonly severity: Severity;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** UTC ms. */
  readonly at: number;
  /** Person, group or schedule → channels of the first step; null channels = any. */
  readonly pages: ReadonlyMap<string, readonly Channel[] | null>;
  /** Seconds after opening → people, groups, schedules paged then (who more). */
  readonly later: ReadonlyMap<number, readonly string[]>;
  /** Person → part of the reason why not. */
  readonly notPaged: ReadonlyMap<string, string>;
  /** Names of recurring windows that are taken as active; empty: maintenance is ignored. */
  readonly maintenance: readonly string[];
}

/** So long a source of which nothing else is declared may say nothing of a failing check. */
export const STALE_AFTER_SECONDS = 86_400;

/** What is expected of a source. */
export interface SourceExpectation {
  readonly name: string;
  /** At least so often comes an alert or a heartbeat from each of its nodes, else it pages; null: it may be silent. */
  readonly expectEverySeconds: number | null;
  /** A failing check of which it says nothing for so long is stale; null: never. */
  readonly staleAfterSeconds: number | null;
}

/** A checked set of rules, every name resolved to something that exists. `default` policy always exists. */
export interface Rules {
  /** SHA-256 of the files' content, hex. */
  readonly hash: string;
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly hours: ReadonlyMap<string, Hours>;
  readonly services: ReadonlyMap<string, Service>;
  /** Sources of which something is expected, by name. */
  readonly sources: ReadonlyMap<string, SourceExpectation>;
  readonly subscriptions: readonly Subscription[];
  readonly escalationPolicies: ReadonlyMap<string, EscalationPolicy>;
  readonly limits: Readonly<Record<Channel, Limits>>;
  readonly maintenance: readonly RecurringWindow[];
  /** People, groups and schedules who are told of windows in place of everybody whom they silence; absent: each of those is. */
  readonly maintenanceNotices?: readonly string[] | undefined;
  readonly expectations: readonly Expectation[];
}

/** One fault of a rules file, for people: where, what, and what would be right. */
export interface RulesFault {
  /** Path as the operator gave it; null: concerns the whole set. */
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly level: 'error' | 'warning';
}

/** State of the loaded rules, for `/readyz`, the API and the log. */
export interface RulesState {
  readonly hash: string;
  readonly loadedAt: number;
  /** `files`, or `last-good` when the files are broken. */
  readonly origin: 'files' | 'last-good';
  /** Faults of the files as they stand now; errors mean the files are not what is in force. */
  readonly faults: readonly RulesFault[];
}
