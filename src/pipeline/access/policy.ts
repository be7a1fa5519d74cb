import type { Action, ActionResources, Belonging, OpenedWindow, Scope, WindowSpan } from '../../domain/access.js';
import type { AccessRequest } from '../../domain/access-request.js';
import { coveredServices, describeCover } from './covered-services.js';
import {
  atLeast,
  atLeastReading,
  type Denial,
  lengthOf,
  mayCover,
  mayEnd,
  mayTake,
  OWNERS_LONGEST_MS,
  ownOr,
} from './judgements.js';
import { scopesCover } from './scopes.js';
import type { Standing } from './standing.js';

/** The rule of one action. */
export interface ActionRule<A extends Action> {
  /** What is asked, to go on from "roan may not": `open a maintenance window on parsoid`. */
  what(resource: ActionResources[A]): string;
  /** For the audit: `incident 12`, `services parsoid`; null: nothing in particular. */
  target(resource: ActionResources[A]): string | null;
  /** By who they are. */
  judge(standing: Standing, resource: ActionResources[A]): Denial | null;
  /** Whether a token with scopes is good for it; without scopes this is not asked. */
  covers(scopes: readonly Scope[], resource: ActionResources[A]): boolean;
}

/** Who may do what: the whole of it. An action without a rule does not compile. */
export const POLICY: { readonly [A in Action]: ActionRule<A> } = {
  public: plain(
    'sign in',
    () => null,
    () => true,
  ),
  'self.read': plain(
    'see who they are',
    () => null,
    () => true,
  ),
  'incidents.read': reading('read incidents'),
  'alerts.explain': reading('have an alert explained'),
  'rules.read': reading('read the rules'),
  'schedules.read': reading('see who is on call'),
  'calendar-feeds.read': reading('list calendars'),
  'messages.read': reading('read messages'),
  'access-requests.read': reading('read access requests'),
  'windows.read': plain('read maintenance windows', atLeastReading, (scopes) => {
    return scopesCover(scopes, 'read') || scopes.some(({ area }) => area === 'maintenance');
  }),
  // The outbox holds whole messages: links that act for their reader, and codes to sign in with.
  'outbox.read': plain('read the outbox', atLeast('admin'), () => false),
  'dead-letters.retry': plain('send a lost page again', atLeast('ops'), () => false),
  'dead-letters.forgive': plain('forgive a lost page', atLeast('ops'), () => false),
  'audit.read': plain('read the audit', atLeast('ops'), (scopes) => scopesCover(scopes, 'audit')),
  'incidents.acknowledge': onIncident('acknowledge'),
  'incidents.snooze': onIncident('snooze'),
  'incidents.resolve': onIncident('resolve'),
  'incidents.escalate': onIncident('escalate'),
  'windows.open': onWindow('open a maintenance window on', mayCover),
  'windows.extend': onWindow('extend the maintenance window on', mayCover),
  'windows.end': onWindow<'windows.end'>('end the maintenance window on', mayEnd),
  'windows.settle': onWindow<'windows.settle'>('end the maintenance window on', mayEnd),
  'access-requests.create': onWindow('ask for a maintenance window on', (standing) =>
    standing.kind === 'person'
      ? atLeastReading(standing)
      : { code: 'no-person', text: 'only a person can be answered' },
  ),
  'access-requests.decide': onWindow('decide about a maintenance window on', (standing, span) =>
    standing.kind === 'robot' ? { code: 'no-person', text: 'only a person decides' } : mayCover(standing, span),
  ),
  'overrides.create': onBelonging('change who is on call in', ownOr('ops'), () => false),
  'overrides.remove': onBelonging('take back', ownOr('ops'), () => false),
  'calendar-feeds.create': onBelonging('make a calendar address for', ownOr('responder'), () => false),
  'calendar-feeds.revoke': onBelonging('revoke', ownOr('ops'), () => false),
  'contact-methods.add': onBelonging('add', ownOr('ops'), () => false),
  'contact-methods.remove': onBelonging('take away', ownOr('ops'), () => false),
  'pages.test': onBelonging('send a test page to', ownOr('ops'), (scopes) => scopesCover(scopes, 'pages')),
  'tokens.read': onBelonging('see the tokens of', ownOr('admin'), () => false),
  // A token with scopes that could make one without would not be bound by them.
  'tokens.create': onBelonging('make a token for', ownOr('admin'), () => false),
  'tokens.revoke': onBelonging('revoke', ownOr('admin'), () => false),
};

function plain(
  what: string,
  judge: (standing: Standing) => Denial | null,
  covers: (scopes: readonly Scope[]) => boolean,
): ActionRule<NullAction> {
  return { what: () => what, target: () => null, judge, covers };
}

type NullAction = { [A in Action]: ActionResources[A] extends null ? A : never }[Action];
type IncidentAction = `incidents.${'acknowledge' | 'snooze' | 'resolve' | 'escalate'}`;
type WindowAction =
  | 'windows.open'
  | 'windows.extend'
  | 'windows.end'
  | 'windows.settle'
  | `access-requests.${'create' | 'decide'}`;
type BelongingAction =
  | 'pages.test'
  | `contact-methods.${'add' | 'remove'}`
  | `tokens.${'read' | 'create' | 'revoke'}`
  | `overrides.${'create' | 'remove'}`
  | `calendar-feeds.${'create' | 'revoke'}`;

function reading(what: string): ActionRule<NullAction> {
  return plain(what, atLeastReading, (scopes) => scopesCover(scopes, 'read'));
}

function onIncident(verb: string): ActionRule<IncidentAction> {
  return {
    what: ({ id }) => `${verb} incident ${id}`,
    target: ({ id }) => `incident ${id}`,
    judge: mayTake,
    covers: (scopes, { service }) => scopesCover(scopes, 'incidents', service === null ? null : [service]),
  };
}

function onWindow<A extends WindowAction>(
  verb: string,
  judge: (standing: Standing, span: ActionResources[A]) => Denial | null,
): ActionRule<A> {
  return {
    what: (span) => `${verb} ${describeCover(span)}`,
    target: (span) => `${nameOf(span)} on ${describeCover(span)}`,
    judge,
    covers: (scopes, span) =>
      scopesCover(scopes, 'maintenance') ||
      (lengthOf(span) <= OWNERS_LONGEST_MS && scopesCover(scopes, 'maintenance', coveredServices(span))),
  };
}

/** `window 3fa9`, `request 77ab`; one that is not there yet has no id. */
function nameOf(span: WindowSpan | OpenedWindow | AccessRequest): string {
  if ('createdBy' in span) return `window ${span.id}`;
  return 'decidedBy' in span ? `request ${span.id}` : 'window';
}

function onBelonging(
  verb: string,
  judge: (standing: Standing, belonging: Belonging) => Denial | null,
  covers: (scopes: readonly Scope[]) => boolean,
): ActionRule<BelongingAction> {
  return {
    what: ({ id }) => `${verb} ${id}`,
    target: ({ id }) => id,
    judge,
    covers,
  };
}
