import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildWindow, evening, minute, paged, story, unfold } from './evening.js';

describe('escalating by hand', () => {
  it('pages the next step now, and says who wanted it', () => {
    const told = unfold();
    told.alerts(buildAlert());

    const decision = told.escalate('roan', evening + minute);

    expect(decision && paged(decision)).toEqual(['ariel: escalation']);
    expect(decision?.timeline[0]).toMatchObject({ kind: 'escalated', person: 'roan', text: 'escalated by roan (cli)' });
  });

  it('ends an acknowledgement: who asks for more people wants an answer', () => {
    const told = unfold();
    told.alerts(buildAlert());
    told.acknowledge('daniel', evening + minute);

    told.escalate('roan', evening + 2 * minute);

    expect(told.incident()).toMatchObject({ state: 'triggered', acknowledgedBy: [], step: 2 });
  });

  it('goes on from there by the clock, round after round', () => {
    const told = unfold();
    told.alerts(buildAlert());
    told.escalate('roan', evening + minute);

    expect(paged(told.at(evening + 16 * minute))).toContain('daniel: escalation');
    expect(told.incident()).toMatchObject({ round: 2, step: 1 });
  });

  it('reaches everybody of all pages after the last round, again if asked again', () => {
    const told = unfold({
      ...story,
      policies: {
        default: { steps: [{ afterSeconds: 0, page: [{ kind: 'owners' }] }], repeat: 0, ackTimeoutSeconds: 3600 },
      },
    });
    told.alerts(buildAlert());

    const first = told.escalate('roan', evening + minute);
    const second = told.escalate('roan', evening + 2 * minute);

    expect(first && paged(first)).toEqual(['daniel: unacknowledged', 'leslie: unacknowledged']);
    expect(second && paged(second)).toEqual(['daniel: unacknowledged', 'leslie: unacknowledged']);
  });

  it('does nothing inside a maintenance window', () => {
    const told = unfold();
    told.alerts(buildAlert());
    told.windows(buildWindow());

    expect(told.escalate('roan', evening + minute)).toBeNull();
  });

  it('reaches further people also where a low urgency would have stopped', () => {
    const told = unfold();
    told.alerts(buildAlert({ severity: 'warning', sourceState: 'WARNING' }));

    const decision = told.escalate('roan', evening + minute);

    expect(decision && paged(decision)).toEqual(['ariel: escalation']);
  });
});
