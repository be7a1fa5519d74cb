import type { Alert } from '../../domain/alert.js';
import type { Explanation } from '../../domain/explanation.js';
import type { Expectation } from '../../domain/rules.js';
import { membersAt } from '../route/members-at.js';
import type { RuleIndex } from '../route/rule-index.js';
import { asWindow } from '../suppress/recurring.js';
import { indexWindows, type WindowIndex } from '../suppress/window-index.js';
import { explain } from './explain.js';
import { judgeExpectation } from './judge-expectation.js';

/** How a test of the rules ended. */
export interface ExpectationResult {
  readonly name: string;
  /** Where it stands: `routing-rules/90-expectations.yaml:3`. */
  readonly origin: string;
  readonly ok: boolean;
  /** What differs, one sentence each; empty when ok. */
  readonly problems: readonly string[];
}

/** Runs every expectation of the rules against them. Maintenance counts only where an expectation names it. */
export function checkExpectations(index: RuleIndex): ExpectationResult[] {
  return index.rules.expectations.map((expectation) => {
    const explanation = explainExpected(index, expectation);
    const problems = judgeExpectation(expectation, explanation, (name, afterSeconds) =>
      index.members.has(name)
        ? membersAt(index, name, expectation.at + afterSeconds * 1000).map(({ person }) => person)
        : [name],
    );
    return { name: expectation.name, origin: expectation.origin, ok: problems.length === 0, problems };
  });
}

function explainExpected(index: RuleIndex, expectation: Expectation): Explanation {
  const windows = namedWindows(index, expectation);
  return explain({ index, windows, alert: alertOf(expectation), now: expectation.at });
}

/** The named recurring windows, as if one of their occurrences had just begun. */
function namedWindows(index: RuleIndex, { maintenance, at }: Expectation): WindowIndex {
  const named = index.rules.maintenance.filter(({ name }) => maintenance.includes(name));
  const windows = named.map((window) => asWindow(window, { startsAt: at, endsAt: at + window.lengthSeconds * 1000 }));
  return indexWindows(windows, []);
}

function alertOf({ alert, at, name }: Expectation): Alert {
  return {
    id: 'expectation',
    eventKey: 'expectation',
    source: alert.source,
    kind: 'problem',
    audience: 'subscribers',
    checkKey: `${alert.source}/${alert.host ?? ''}!${alert.check ?? ''}`,
    host: alert.host?.toLowerCase() ?? null,
    check: alert.check,
    service: alert.service,
    failing: true,
    severity: alert.severity,
    sourceState: null,
    summary: name,
    details: '',
    labels: alert.labels,
    at,
    receivedAt: at,
    stateSince: null,
    downtimeDepth: null,
    author: null,
    comment: null,
    link: null,
    spooled: false,
  };
}
