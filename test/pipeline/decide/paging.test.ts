import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildRecovery, evening, hour, minute, paged, second, unfold } from './evening.js';

describe('decide: who is paged', () => {
  it('pages all-pages people and the subscribers of the service, once each', () => {
    const story = unfold();

    const decision = story.alerts(buildAlert());

    expect(paged(decision)).toEqual(['daniel', 'leslie', 'roan', 'gabriel']);
    expect(decision.alerts).toMatchObject([{ outcome: 'paged' }]);
  });

  it('pages nobody of the Parsoid team for MySQL', () => {
    const story = unfold();

    const decision = story.alerts(buildAlert({ host: 'db1', check: 'replication lag' }));

    expect(paged(decision)).toEqual(['daniel', 'leslie']);
  });

  it('pages once for a repeat of what is known', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const decision = story.alerts(buildAlert({ receivedAt: evening + minute }));

    expect(paged(decision)).toEqual([]);
    expect(decision.alerts).toMatchObject([{ outcome: 'recorded', because: 'its incident is being paged, step 1' }]);
  });

  it('keeps Icinga and Watchmouse about one service in one incident that ends when both are well', () => {
    const story = unfold();
    story.alerts(buildAlert());
    const watchmouse = { source: 'watchmouse', host: 'parsoid.example.org', check: 'parsoid front page' };

    const joined = story.alerts(buildAlert({ ...watchmouse, receivedAt: evening + 5 * minute }));
    const half = story.alerts(buildRecovery({ receivedAt: evening + 6 * minute }));
    const stillOpen = story.incident().state;
    const over = story.alerts(buildRecovery({ ...watchmouse, receivedAt: evening + 7 * minute }));

    expect(paged(joined)).toEqual([]);
    expect(paged(half)).toEqual([]);
    expect(stillOpen).toBe('triggered');
    expect(story.incident()).toMatchObject({ state: 'resolved', resolvedBy: 'monitoring' });
    expect(paged(over)).toEqual(['daniel: recovery', 'leslie: recovery', 'roan: recovery', 'gabriel: recovery']);
  });

  it('pages again when the severity rises', () => {
    const story = unfold();
    story.alerts(buildAlert({ severity: 'warning', sourceState: 'WARNING' }));

    const decision = story.alerts(buildAlert({ receivedAt: evening + minute }));

    expect(paged(decision)).toContain('roan: severity-rise');
    expect(story.incident().cycle).toBe(2);
  });

  it('runs step 1 only at low urgency', () => {
    const story = unfold();

    story.alerts(buildAlert({ severity: 'warning', sourceState: 'WARNING' }));

    expect(story.last().dueAt).toBe(evening + 24 * hour);
    expect(story.last().pages[0]).toMatchObject({ urgency: 'low' });
  });

  it('records severity info without an incident', () => {
    const story = unfold();

    const decision = story.alerts(buildAlert({ severity: 'info' }));

    expect(decision.incident).toBeNull();
    expect(decision.alerts).toMatchObject([{ outcome: 'recorded', because: 'severity info is recorded, not paged' }]);
  });
});

describe('decide: escalation', () => {
  it('pages the next step after its delay, then another round, then says that nobody acknowledged', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const early = story.at(evening + 15 * minute - second);
    const second2 = story.at(evening + 15 * minute);
    const round2 = story.at(evening + 30 * minute);
    const again = story.at(evening + 45 * minute);
    const last = story.at(evening + 60 * minute);

    expect(paged(early)).toEqual([]);
    expect(paged(second2)).toEqual(['ariel: escalation']);
    expect(paged(round2)).toContain('roan: escalation');
    expect(paged(again)).toEqual(['ariel: escalation']);
    expect(paged(last)).toEqual(['daniel: unacknowledged', 'leslie: unacknowledged']);
    expect(last.dueAt).toBe(evening + 24 * hour);
  });

  it('collapses missed steps: after a long stand-still one step fires, not all of them', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const late = story.at(evening + 3 * hour);

    expect(paged(late)).toEqual(['ariel: escalation']);
    expect(late.dueAt).toBe(evening + 3 * hour + 15 * minute);
  });

  it('fires one step when the clock jumps on by a day, and none again when it jumps back', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const jumped = story.at(evening + 24 * hour);
    const back = [story.at(evening + 15 * minute), story.at(evening - 24 * hour)];

    expect(paged(jumped)).toEqual(['ariel: escalation']);
    expect(back.map(paged)).toEqual([[], []]);
  });

  it('goes on at once when a step reaches nobody', () => {
    const story = unfold({
      people: { daniel: {}, gone: { sms: [], email: [] } },
      subscriptions: [{ who: ['daniel'], scope: { kind: 'all' } }],
      policies: {
        default: {
          steps: [
            { afterSeconds: 0, page: [{ kind: 'name', name: 'gone' }] },
            { afterSeconds: 900, page: [{ kind: 'subscribers' }] },
          ],
          repeat: 0,
        },
      },
    });

    const decision = story.alerts(buildAlert());

    expect(paged(decision)).toEqual(['daniel: escalation']);
    expect(decision.timeline.map(({ text }) => text)).toContain('step 1 reaches nobody: going on at once');
  });

  it('goes on at once when every page of the step has failed', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const decision = story.at(evening + minute, true);

    expect(paged(decision)).toEqual(['ariel: escalation']);
  });

  it('plans the same page once: a page has the same id when it is decided again', () => {
    const alert = buildAlert();

    const first = unfold().alerts(alert);
    const again = unfold().alerts(alert);

    expect(again.pages.map(({ id }) => id)).toEqual(first.pages.map(({ id }) => id));
  });
});

describe('acknowledge and resolve', () => {
  it('holds escalation until the acknowledgement times out, then reminds who acknowledged and resumes', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const acked = story.acknowledge('roan', evening + minute);
    const quiet = story.at(evening + 30 * minute);
    const reminded = story.at(evening + minute + hour);
    const resumed = story.at(evening + minute + hour + 15 * minute);

    expect(acked.cancel).toBe('acknowledged by roan');
    expect(acked.dueAt).toBe(evening + minute + hour);
    expect(paged(quiet)).toEqual([]);
    expect(paged(reminded)).toEqual(['roan: reminder']);
    expect(paged(resumed)).toEqual(['ariel: escalation']);
  });

  it('sends those who acknowledged one bundled update when checks join, and pages only new people', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.acknowledge('roan', evening + minute);

    const first = story.alerts(buildAlert({ host: 'wtp1001', check: 'load', receivedAt: evening + 2 * minute }));
    const next = story.alerts(
      buildAlert({ host: 'wtp1002', check: 'load', receivedAt: evening + 2 * minute + second }),
    );

    expect(paged(first)).toEqual(['roan: update']);
    expect(next.pages.map(({ id }) => id)).toEqual(first.pages.map(({ id }) => id));
  });

  it('ends the acknowledgement when the severity rises', () => {
    const story = unfold();
    story.alerts(buildAlert({ severity: 'error', sourceState: 'UNKNOWN' }));
    story.acknowledge('roan', evening + minute);

    const decision = story.alerts(buildAlert({ receivedAt: evening + 2 * minute }));

    expect(story.incident().state).toBe('triggered');
    expect(paged(decision)).toContain('gabriel: severity-rise');
  });

  it('does not re-open what a person resolved, for the same state change or within an hour', () => {
    const story = unfold();
    const since = evening - minute;
    story.alerts(buildAlert({ stateSince: since }));
    story.resolve('daniel', evening + minute);

    const same = story.alerts(buildAlert({ stateSince: since, receivedAt: evening + 2 * hour }));
    const anew = story.alerts(buildAlert({ stateSince: evening + 3 * hour, receivedAt: evening + 3 * hour }));

    expect(same.alerts).toMatchObject([
      { outcome: 'recorded', because: 'resolved by hand: the same problem does not re-open it' },
    ]);
    expect(anew.alerts).toMatchObject([{ outcome: 'paged' }]);
  });
});
