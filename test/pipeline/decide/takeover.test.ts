import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildRecovery, buildWindow, evening, hour, minute, paged, second, unfold } from './evening.js';

const leftSide = { host: 'wtp1001', check: 'load' };

describe('decide: acknowledgements that do not hold for ever', () => {
  it('says once more that nobody acknowledged, as another page, after a forgotten acknowledgement', () => {
    const story = unfold();
    story.alerts(buildAlert());
    const rounds = [15, 30, 45, 60].map((minutes) => story.at(evening + minutes * minute));
    story.acknowledge('roan', evening + 61 * minute);
    story.at(evening + 61 * minute + hour);

    const again = story.at(evening + 61 * minute + hour + 15 * minute);

    expect(paged(again)).toEqual(['daniel: unacknowledged', 'leslie: unacknowledged']);
    const known = new Set(rounds.flatMap(({ pages }) => pages.map(({ id }) => id)));
    expect(again.pages.filter(({ id }) => known.has(id))).toEqual([]);
  });

  it('resumes when an acknowledgement made in the source is forgotten', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.alerts(buildAlert({ kind: 'acknowledgement', author: 'jdoe', receivedAt: evening + minute }));

    const timedOut = story.at(evening + minute + hour);
    const resumed = story.at(timedOut.dueAt ?? 0);

    expect(story.incident().state).toBe('triggered');
    expect(timedOut.checks).toMatchObject([{ acknowledgedBy: null }]);
    expect(paged(resumed)).toEqual(['ariel: escalation']);
  });

  it('holds again for an acknowledgement that the source renews', () => {
    const story = unfold();
    const acknowledgement = { kind: 'acknowledgement', author: 'jdoe' } as const;
    story.alerts(buildAlert({ ...acknowledgement, receivedAt: evening }));

    const renewed = story.alerts(buildAlert({ ...acknowledgement, receivedAt: evening + 2 * hour }));

    expect(story.incident().state).toBe('acknowledged');
    expect(renewed.dueAt).toBe(evening + 3 * hour);
  });

  it('reminds nobody of a problem that has become low since it was acknowledged', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.acknowledge('roan', evening + minute);
    story.alerts(buildAlert({ severity: 'warning', sourceState: 'WARNING', receivedAt: evening + 2 * minute }));

    const decision = story.at(evening + 2 * hour);

    expect(paged(decision)).toEqual([]);
    expect(decision.dueAt).toBe(story.incident().staleAt);
    expect(story.incident().state).toBe('acknowledged');
  });
});

describe('decide: incidents of which a window covers a part', () => {
  it('looks again at the end of the window after an acknowledgement', () => {
    const story = unfold();
    story.windows(buildWindow({ services: [], match: [{ host: 'wtp1001' }] }));
    story.alerts(buildAlert({ severity: 'warning' }), buildAlert({ ...leftSide, severity: 'warning' }));

    const decision = story.acknowledge('roan', evening + minute);

    expect(decision.dueAt).toBe(evening + 30 * minute);
  });

  it('wakes nobody for a warning because of a critical check inside the window', () => {
    const story = unfold();
    story.windows(buildWindow({ services: [], match: [{ host: 'wtp1001' }] }));
    story.alerts(buildAlert(leftSide));

    const decision = story.alerts(buildAlert({ severity: 'warning', receivedAt: evening + minute }));

    expect(story.incident().urgency).toBe('low');
    expect(decision.pages.map(({ urgency }) => urgency)).toEqual(['low', 'low', 'low', 'low']);
  });

  it('pages again when the check outside gets as bad as the one inside', () => {
    const story = unfold();
    story.windows(buildWindow({ services: [], match: [{ host: 'wtp1001' }] }));
    story.alerts(buildAlert(leftSide), buildAlert({ severity: 'warning' }));

    const decision = story.alerts(buildAlert({ receivedAt: evening + minute }));

    expect(paged(decision)).toContain('roan: severity-rise');
  });

  it('tells those who acknowledged nothing of what fails inside the window', () => {
    const story = unfold();
    story.windows(buildWindow({ services: [], match: [{ host: 'wtp1001' }] }));
    story.alerts(buildAlert());
    story.acknowledge('roan', evening + second);

    const decision = story.alerts(buildAlert({ ...leftSide, receivedAt: evening + minute }));

    expect(paged(decision)).toEqual([]);
  });

  it('pages at the end of the window for what got worse inside, whoever had acknowledged before', () => {
    const story = unfold();
    story.alerts(buildAlert({ severity: 'warning', receivedAt: evening - hour }));
    story.acknowledge('roan', evening - hour + minute);
    story.windows(buildWindow());
    story.alerts(buildAlert({ ...leftSide, receivedAt: evening + minute }));
    story.alerts(buildRecovery({ receivedAt: evening + 2 * minute }));

    const decision = story.at(evening + 30 * minute);

    expect(paged(decision)).toContain('gabriel: window-ended');
  });
});
