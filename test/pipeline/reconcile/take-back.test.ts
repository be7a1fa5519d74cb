import { describe, expect, it } from '@jest/globals';
import { takeBack } from '../../../src/pipeline/act.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { compileWindows } from '../../../src/pipeline/suppress/window-index.js';
import { anIncident, EVENING, someRules } from '../../http/builders.js';

const index = compileRules(someRules());
const moment = { index, windows: compileWindows(index, []), now: EVENING + 60_000 };
const taken = { state: 'acknowledged', acknowledgedAt: EVENING, acknowledgedBy: ['roan'] } as const;

describe('takeBack', () => {
  it('ends the acknowledgement, says why, and lets paging resume', () => {
    const incident = anIncident({ ...taken, acknowledgedBy: ['roan'], nextStepAt: null });

    const decision = takeBack({ ...moment, incident }, 'taken back in icinga');

    expect(decision?.incident).toMatchObject({ state: 'triggered', acknowledgedBy: [], acknowledgedUntil: null });
    expect(decision?.dueAt).toBeGreaterThan(moment.now);
    expect(decision?.timeline.map(({ text }) => text)).toEqual(['taken back in icinga']);
  });

  it('does nothing to what nobody has taken', () => {
    expect(takeBack({ ...moment, incident: anIncident() }, 'x')).toBeNull();
  });
});
