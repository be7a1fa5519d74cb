import type { Action, ActionResources, Principal, Verdict, WhoMay } from '../../domain/access.js';
import type { Person, Rules } from '../../domain/rules.js';
import { coveredServices } from './covered-services.js';
import type { Denial } from './judgements.js';
import { POLICY } from './policy.js';
import { formatScope } from './scopes.js';
import { type Standing, standingOf } from './standing.js';

/** One question: may this principal do this to that? */
export interface Question<A extends Action> {
  readonly principal: Principal;
  readonly action: A;
  readonly resource: ActionResources[A];
}

/** Names in an answer: whom to ask must stay readable. */
const mostNamed = 20;

/**
 * Whether somebody may do something, by the rules in force: first by who they are, then by the scopes of what they
 * showed. A refusal names those who may, found by asking the same question for each person.
 */
export function judgeAction<A extends Action>(question: Question<A>, rules: Rules): Verdict {
  const denial = deny(question, rules);
  if (denial === null) return { kind: 'allowed' };
  const text = `${question.principal.name} may not ${POLICY[question.action].what(question.resource)}: ${denial.text}`;
  return { kind: 'refused', code: denial.code, text, whoMay: whoMay(question, rules) };
}

/** What an action acts on, for the audit; null: nothing in particular. */
export function targetOf<A extends Action>(action: A, resource: ActionResources[A]): string | null {
  return POLICY[action].target(resource);
}

/** Somebody of the rules as themselves, without a token. */
export function personPrincipal({ name, roles }: Pick<Person, 'name' | 'roles'>): Principal {
  return { name, kind: 'person', roles, scopes: null, tokenId: null };
}

function deny<A extends Action>({ principal, action, resource }: Question<A>, rules: Rules): Denial | null {
  if (action === 'public') return null;
  const rule = POLICY[action];
  const denial = rule.judge(standingOf(principal, rules), resource);
  if (denial !== null || principal.scopes === null || rule.covers(principal.scopes, resource)) return denial;
  return { code: 'out-of-scope', text: `their token is good for ${scopesText(principal)} only` };
}

function scopesText({ scopes }: Principal): string {
  return scopes === null || scopes.length === 0 ? 'nothing' : scopes.map(formatScope).join(', ');
}

/** Owners, ops and admins who may; others who happen to be allowed are nobody to ask. */
function whoMay<A extends Action>({ principal, action, resource }: Question<A>, rules: Rules): readonly WhoMay[] {
  const services = servicesOf(resource);
  const found = [...rules.people.values()].flatMap((person) => {
    const asked = personPrincipal(person);
    if (person.name === principal.name || deny({ principal: asked, action, resource }, rules) !== null) return [];
    const because = reasonOf(standingOf(asked, rules), services);
    return because === null ? [] : [{ person: person.name, displayName: person.displayName, because }];
  });
  return found.sort((a, b) => weightOf(a) - weightOf(b)).slice(0, mostNamed);
}

function servicesOf(resource: ActionResources[Action]): readonly string[] {
  if (resource === null) return [];
  if ('match' in resource) return coveredServices(resource) ?? [];
  return 'service' in resource && resource.service !== null ? [resource.service] : [];
}

function reasonOf(standing: Standing, services: readonly string[]): string | null {
  const owned = services.filter((service) => standing.owns(service));
  if (owned.length > 0) return `owner of ${owned.join(', ')}`;
  if (standing.is('admin')) return 'admin';
  return standing.is('ops') ? 'ops' : null;
}

/** Owners know best, ops come next. */
function weightOf({ because }: WhoMay): number {
  if (because.startsWith('owner')) return 0;
  return because === 'ops' ? 1 : 2;
}
