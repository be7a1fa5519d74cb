import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import type { CheckState } from '../../../src/domain/check.js';
import { applyAlert } from '../../../src/pipeline/correlate/apply-alert.js';
import { isRepeat } from '../../../src/pipeline/correlate/is-repeat.js';
import { buildAlert, evening, minute } from '../decide/evening.js';

const since = evening - 5 * minute;
const said = { labels: { team: 'ops' }, link: 'https://wiki.example/parsoid', stateSince: since };
const known = applyAlert(undefined, buildAlert(said));

describe('isRepeat', () => {
  it.each<[string, Partial<Alert>]>([
    ['the same again', said],
    ['the same with less beside it', {}],
    ['the same with word of no downtime', { ...said, downtimeDepth: 0 }],
    ['the same with word of no acknowledgement', { ...said, acknowledged: false }],
  ])('is %s', (_name, over) => {
    expect(isRepeat(known, buildAlert(over))).toBe(true);
  });

  it.each<[string, Partial<Alert>]>([
    ['a recovery', { kind: 'recovery', failing: false, severity: 'info' }],
    ['an acknowledgement', { kind: 'acknowledgement', author: 'roan' }],
    ['a custom message', { kind: 'custom' }],
    ['a problem that says that nothing fails', { failing: false }],
    ['a problem without a state', { failing: null }],
    ['another severity', { severity: 'warning' }],
    ['another state', { sourceState: 'UNKNOWN' }],
    ['another summary', { summary: 'Connection timed out' }],
    ['more details', { details: 'port 8000' }],
    ['another episode', { stateSince: evening }],
    ['another label', { labels: { team: 'dba' } }],
    ['one more label', { labels: { rack: 'b2' } }],
    ['another service', { service: 'mysql' }],
    ['another link', { link: 'https://wiki.example/other' }],
    ['a downtime', { downtimeDepth: 1 }],
    ['a comment', { comment: 'looking' }],
    ['what had to wait in a spool', { spooled: true }],
  ])('is not %s', (_name, over) => {
    expect(isRepeat(known, buildAlert(over))).toBe(false);
  });

  it.each<[string, Partial<CheckState>, Partial<Alert>]>([
    ['a check that is well', { failing: false }, {}],
    ['a check that a window covers', { covered: true }, {}],
    ['the end of a downtime', { downtimeUntil: evening + minute }, { downtimeDepth: 0 }],
    ['the end of an acknowledgement', { acknowledgedBy: 'icinga:roan' }, { acknowledged: false }],
  ])('is not %s', (_name, check, over) => {
    expect(isRepeat({ ...known, ...check }, buildAlert(over))).toBe(false);
  });
});
