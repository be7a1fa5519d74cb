import type { AccessRequest } from './access-request.js';
import type { Matcher } from './matcher.js';
import type { Role } from './rules.js';

/** What a scope speaks of; `incidents` and `maintenance` may be narrowed to one service. */
export type ScopeArea = 'read' | 'incidents' | 'maintenance' | 'pages' | 'audit';

/** One thing that a token may be used for: `read`, `maintenance`, `maintenance:parsoid`. */
export interface Scope {
  readonly area: ScopeArea;
  /** Name of the only service that it is good for; null: all. */
  readonly service: string | null;
}

/** Who asks, as their token says. */
export interface Principal {
  /** A person of the rules, `admin`, `robot:<token>`, `oidc:<subject>` for whom the rules do not know, or `nobody`. */
  readonly name: string;
  /**
   * `admin` holds ADMIN_TOKEN; a `robot` is nobody's token and may do what its scopes name, nothing else; `guest` is known
   * to an identity provider, but not to the rules; `anonymous` has shown nothing.
   */
  readonly kind: 'admin' | 'person' | 'robot' | 'guest' | 'anonymous';
  /** Those of the moment: of the rules in force, not of when the token was made. */
  readonly roles: readonly Role[];
  /** An upper bound of what the token is good for; null: everything that its bearer may do. */
  readonly scopes: readonly Scope[] | null;
  /** Id of the token that was shown; null: ADMIN_TOKEN, or an identity provider's. */
  readonly tokenId: string | null;
}

/** Who has shown no token. */
export const ANONYMOUS: Principal = { name: 'nobody', kind: 'anonymous', roles: [], scopes: [], tokenId: null };

/** Who holds ADMIN_TOKEN. */
export const ADMIN: Principal = { name: 'admin', kind: 'admin', roles: ['admin'], scopes: null, tokenId: null };

/** Who acts and from where, for the audit and the timeline. */
export interface Caller {
  readonly principal: Principal;
  /** `api`, `cli`, `link`, `sms` */
  readonly via: string;
  /** Network address of the other end; null: unknown. */
  readonly from: string | null;
}

/** An incident, for who may act on it. */
export interface IncidentReach {
  readonly id: string;
  readonly service: string | null;
  /** People whom its pages have reached by now. */
  readonly reached: readonly string[];
}

/** A maintenance window, opened or asked for. Instants are UTC ms. */
export interface WindowSpan {
  readonly services: readonly string[];
  readonly match: readonly Matcher[];
  readonly startsAt: number;
  readonly endsAt: number;
}

export interface OpenedWindow extends WindowSpan {
  readonly id: string;
  readonly createdBy: string;
}

/** Something that belongs to one person (or to nobody: null), such as a token. */
export interface Belonging {
  /** For people: `roan`, a token's id. */
  readonly id: string;
  readonly person: string | null;
}

/** Every action that the outside can ask for, and what it acts on (null: nothing in particular). */
export interface ActionResources {
  /** Needs no token at all: signing in. */
  public: null;
  'self.read': null;
  'incidents.read': null;
  'incidents.acknowledge': IncidentReach;
  'incidents.snooze': IncidentReach;
  'incidents.resolve': IncidentReach;
  'incidents.escalate': IncidentReach;
  'alerts.explain': null;
  'windows.read': null;
  'windows.open': WindowSpan;
  'windows.end': OpenedWindow;
  'windows.settle': OpenedWindow;
  'windows.extend': OpenedWindow;
  'rules.read': null;
  'schedules.read': null;
  'overrides.create': Belonging;
  'overrides.remove': Belonging;
  'calendar-feeds.read': null;
  'calendar-feeds.create': Belonging;
  'calendar-feeds.revoke': Belonging;
  'messages.read': null;
  'contact-methods.add': Belonging;
  'contact-methods.remove': Belonging;
  'dead-letters.retry': null;
  'dead-letters.forgive': null;
  'outbox.read': null;
  'pages.test': Belonging;
  'tokens.read': Belonging;
  'tokens.create': Belonging;
  'tokens.revoke': Belonging;
  'audit.read': null;
  'access-requests.read': null;
  'access-requests.create': WindowSpan;
  'access-requests.decide': AccessRequest;
}

export type Action = keyof ActionResources;

/** Somebody who may do what was refused, and why. */
export interface WhoMay {
  readonly person: string;
  readonly displayName: string;
  /** `owner of parsoid`, `ops`, `admin` */
  readonly because: string;
}

/** An answer to "may they?". `code` is stable, `text` is a sentence for people. */
export type Verdict =
  | { readonly kind: 'allowed' }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly text: string;
      readonly whoMay: readonly WhoMay[];
    };

export type RefusalCode =
  | 'needs-role'
  | 'not-owner'
  | 'not-reached'
  | 'not-yours'
  | 'not-yourself'
  | 'too-long'
  | 'out-of-scope'
  | 'no-person';
