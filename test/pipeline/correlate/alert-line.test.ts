import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import { alertLines } from '../../../src/pipeline/correlate/alert-line.js';
import { buildAlert } from '../decide/evening.js';

function lineOf(change: Partial<Alert>): string | undefined {
  const alert = buildAlert({ source: 'generic', host: 'web1', check: 'http', sourceState: null, ...change });
  return alertLines([alert], undefined, new Map([[alert.id, { applies: true }]]))[0]?.text;
}

describe('alertLines', () => {
  it.each([
    [{ kind: 'problem', failing: true, severity: 'critical', summary: 'refused' }, 'is critical: refused'],
    [{ kind: 'problem', failing: true, sourceState: 'UNKNOWN', summary: 'no answer' }, 'is UNKNOWN: no answer'],
    [{ kind: 'recovery', failing: false, summary: 'fine' }, 'is well: fine'],
  ] as const)('says the state that %j carries', (change, said) => {
    expect(lineOf(change)).toBe(`generic: ${change.kind}: http on web1 ${said}`);
  });

  it('claims no state for an alert that carries none', () => {
    const line = lineOf({ kind: 'acknowledgement', failing: null, severity: 'info', author: 'bob', summary: 'mine' });

    expect(line).toBe('generic: acknowledgement by bob: http on web1: mine');
  });
});
