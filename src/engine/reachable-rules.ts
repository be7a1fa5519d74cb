import type { AddedMethod } from '../domain/added-method.js';
import { compileRules, type RuleIndex } from '../pipeline/route/rule-index.js';
import { withAddedMethods } from '../pipeline/route/with-added-methods.js';
import type { AddedMethodStore } from '../ports-access.js';

/** The rules with the contact methods that people have added, compiled anew when either has changed. */
export interface ReachableRules {
  rules(): RuleIndex;
  /** That of the last read; null: never read. */
  epoch(): number | null;
  refresh(): Promise<void>;
}

export function createReachableRules(
  index: () => RuleIndex,
  added: Pick<AddedMethodStore, 'readCurrent'>,
): ReachableRules {
  let epoch: number | null = null;
  let methods: readonly AddedMethod[] = [];
  let last: { readonly base: RuleIndex; readonly of: readonly AddedMethod[]; readonly index: RuleIndex } | null = null;
  return {
    epoch: () => epoch,
    rules() {
      const base = index();
      if (methods.length === 0) return base;
      if (last?.base !== base || last.of !== methods) {
        last = { base, of: methods, index: compileRules(withAddedMethods(base.rules, methods)) };
      }
      return last.index;
    },
    async refresh() {
      const fresh = await added.readCurrent(epoch);
      epoch = fresh.epoch;
      if (fresh.methods !== null && !isSame(fresh.methods, methods)) methods = fresh.methods;
    },
  };
}

/** A change of windows alone must not cost what was worked out of the rules. */
function isSame(some: readonly AddedMethod[], others: readonly AddedMethod[]): boolean {
  return some.length === others.length && some.every(({ id }, n) => others[n]?.id === id);
}
