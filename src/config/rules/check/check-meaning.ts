import type { RulesFault } from '../../../domain/rules.js';
import { checkExpectations } from '../../../pipeline/explain/check-expectations.js';
import { checkCoverage } from '../../../pipeline/route/check-coverage.js';
import { faultAt } from '../../../pipeline/route/fault.js';
import type { RuleIndex } from '../../../pipeline/route/rule-index.js';

/**
 * What is wrong with rules whose every name and shape is right: pages that would reach nobody (errors), and
 * expectations that no longer hold (warnings: whoever changes the rules may be about to change those too).
 */
export function checkMeaning(index: RuleIndex, now: number | null): readonly RulesFault[] {
  const failed = checkExpectations(index).filter(({ ok }) => !ok);
  return [
    ...checkCoverage(index, now),
    ...failed.map(({ name, origin, problems }) =>
      faultAt(origin, `expectation \`${name}\`: ${problems.join('; ')}`, 'warning'),
    ),
  ];
}
