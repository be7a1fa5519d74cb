import type { Matcher, Pattern } from '../../domain/matcher.js';
import type { SubscriptionScope } from '../../domain/rules.js';

/** What a subscription is subscribed to, for people; of several services only those of the check, where it has any. */
export function describeScope(scope: SubscriptionScope, services: readonly string[] = []): string {
  if (scope.kind === 'all') return 'all pages';
  if (scope.kind === 'unmatched') return 'what nobody else is subscribed to';
  if (scope.kind === 'match') return scope.match.map(describeMatcher).join(' or ');
  const own = scope.services.filter((service) => services.includes(service));
  return (own.length > 0 ? own : scope.services).join(', ');
}

function describeMatcher({ labels = {}, ...fields }: Matcher): string {
  const plain = Object.entries(fields).flatMap(([name, pattern]) => {
    return pattern === undefined ? [] : [`${name} ${describePattern(pattern)}`];
  });
  const labeled = Object.entries(labels).map(([name, pattern]) => `label ${name}=${describePattern(pattern)}`);
  return [...plain, ...labeled].join(' and ') || 'everything';
}

function describePattern(pattern: Pattern): string {
  return typeof pattern === 'string' ? pattern : pattern.join('|');
}
