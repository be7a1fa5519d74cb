import { hash } from 'node:crypto';
import type { Matcher, Pattern } from '../../domain/matcher.js';
import type { ScopeWarning } from '../../domain/window-preview.js';
import type { Scope } from './window-scope.js';

/** True when a matcher of it fits any check at all, of any service or none. */
function coversEverything({ match }: Pick<Scope, 'match'>): boolean {
  return match.some((matcher) => patternsOf(matcher).every((pattern) => textsOf(pattern).every(isAnything)));
}

/** What about a scope may surprise its author. `touched`: how many of the `all` services it covers. */
export function scopeWarnings(scope: Scope, touched: number, all: number): readonly ScopeWarning[] {
  if (coversEverything(scope)) return [{ code: 'everything', text: 'it covers everything: nobody would be paged' }];
  const warnings: ScopeWarning[] = [];
  if (scope.match.some(isNegatedOnly)) {
    const text = 'a matcher says only what it does not cover: everything else is covered, also what nobody thought of';
    warnings.push({ code: 'negated', text });
  }
  if (all > 1 && touched * 2 > all) {
    warnings.push({ code: 'most-services', text: `it covers ${touched} of all ${all} services` });
  }
  return warnings;
}

/**
 * What must be said again to open a window that covers everything: a sum of its scope, so that it was seen in a preview
 * of just this scope. Null: it covers less, nothing needs to be said again.
 */
export function confirmationOf(scope: Scope): string | null {
  if (!coversEverything(scope)) return null;
  return hash('sha256', JSON.stringify([[...scope.services].sort(), scope.match]), 'hex').slice(0, 8);
}

function isNegatedOnly(matcher: Matcher): boolean {
  return patternsOf(matcher).every((pattern) =>
    textsOf(pattern).every((text) => text.startsWith('!') || isAnything(text)),
  );
}

function isAnything(text: string): boolean {
  return /^\*+$/.test(text) || text === '/.*/';
}

function patternsOf({ labels = {}, ...fields }: Matcher): readonly Pattern[] {
  return [...Object.values(fields), ...Object.values(labels)].filter((pattern) => pattern !== undefined);
}

function textsOf(pattern: Pattern): readonly string[] {
  return typeof pattern === 'string' ? [pattern] : pattern;
}
