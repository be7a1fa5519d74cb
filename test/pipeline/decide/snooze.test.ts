import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildRecovery, buildWindow, evening, hour, minute, paged, unfold } from './evening.js';

const low = { severity: 'warning', sourceState: 'WARNING' } as const;

describe('decide: snooze', () => {
  it('is quiet until its end, then pages whoever step 1 reaches, and reminds who had it and is not among them', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const snoozed = story.snooze('ariel', evening + 3 * hour, evening + minute);
    const early = story.at(evening + 2 * hour);
    const over = story.at(evening + 3 * hour);

    expect(snoozed).toMatchObject({ dueAt: evening + 3 * hour, cancel: 'snoozed by ariel' });
    expect(snoozed.incident).toMatchObject({ state: 'acknowledged', snoozedBy: 'ariel' });
    expect(paged(early)).toEqual([]);
    expect(paged(over)).toEqual([
      'daniel: snooze-ended',
      'leslie: snooze-ended',
      'roan: snooze-ended',
      'gabriel: snooze-ended',
      'ariel: reminder',
    ]);
    expect(over.incident).toMatchObject({ state: 'triggered', snoozedBy: null, acknowledgedBy: [] });
    expect(paged(story.at(evening + 3 * hour + 15 * minute))).toEqual(['ariel: escalation']);
  });

  it('pages again at its end at low urgency too, where an acknowledgement holds for ever', () => {
    const story = unfold();
    story.alerts(buildAlert(low));
    story.snooze('roan', evening + hour, evening + minute);

    expect(paged(story.at(evening + hour))).toContain('roan: snooze-ended');
  });

  it('ends when the severity rises', () => {
    const story = unfold();
    story.alerts(buildAlert(low));
    story.snooze('roan', evening + 5 * hour, evening + minute);

    const worse = story.alerts(buildAlert({ receivedAt: evening + hour }));

    expect(paged(worse)).toContain('daniel: severity-rise');
    expect(worse.incident).toMatchObject({ state: 'triggered', snoozedBy: null });
  });

  it('becomes an acknowledgement when somebody takes it, and the last of two snoozes counts', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.snooze('roan', evening + 5 * hour, evening + minute);
    const sooner = story.snooze('daniel', evening + 2 * hour, evening + 2 * minute);
    const taken = story.acknowledge('roan', evening + 3 * minute);

    expect(sooner.incident).toMatchObject({ acknowledgedUntil: evening + 2 * hour, snoozedBy: 'daniel' });
    expect(taken.incident).toMatchObject({ snoozedBy: null, acknowledgedUntil: evening + 3 * minute + hour });
  });

  it('is neither cut short nor made longer by an acknowledgement in the source', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.snooze('roan', evening + 5 * hour, evening + minute);
    story.alerts(buildAlert({ kind: 'acknowledgement', author: 'jdoe', receivedAt: evening + 2 * minute }));

    expect(story.incident()).toMatchObject({ acknowledgedUntil: evening + 5 * hour, snoozedBy: 'roan' });
    expect(paged(story.at(evening + 5 * hour))).toContain('roan: snooze-ended');
  });

  it('that ends inside a maintenance window pages when the window is over', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.snooze('roan', evening + hour, evening + minute);
    story.windows(buildWindow({ startsAt: evening + 30 * minute, endsAt: evening + 2 * hour }));
    story.at(evening + 30 * minute);

    expect(paged(story.at(evening + hour))).toEqual([]);
    expect(paged(story.at(evening + 2 * hour))).toContain('roan: snooze-ended');
  });
});

describe('decide: who hears that somebody has it', () => {
  it('is told once for each acknowledgement, and not who took it', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const first = story.acknowledge('roan', evening + minute);
    const second = story.acknowledge('daniel', evening + 2 * minute);

    expect(paged(first)).toEqual(['daniel: taken', 'leslie: taken', 'gabriel: taken']);
    expect(first.pages.flatMap(({ calls }) => calls.map(({ channel }) => channel))).toEqual([
      'email',
      'email',
      'email',
    ]);
    expect(paged(second)).toEqual([]);
  });

  it('hears what they wish to, by SMS only who was paged by SMS', () => {
    const tell = { taken: ['sms', 'email'], over: [] } as const;
    const people = {
      daniel: { tell, notify: { high: [{ via: 'email' as const, afterSeconds: 0 }], low: [] } },
      roan: { tell },
    };
    const story = unfold({ people, subscriptions: [{ who: ['daniel', 'roan'], scope: { kind: 'all' } }] });
    story.alerts(buildAlert());

    const taken = story.acknowledge('nobody else', evening + minute);
    const over = story.alerts(buildRecovery({ receivedAt: evening + hour }));

    const channels = taken.pages.map(({ person, calls }) => [person, calls.map(({ channel }) => channel)]);
    expect(channels).toEqual([
      ['daniel', ['email']],
      ['roan', ['sms', 'email']],
    ]);
    expect(over.pages).toEqual([]);
  });
});

describe('decide: a problem that comes back', () => {
  it('soon after its recovery pages as a return, later like every other one', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.alerts(buildRecovery({ receivedAt: evening + hour }));

    const soon = story.alerts(buildAlert({ receivedAt: evening + hour + 20 * minute }));
    story.alerts(buildRecovery({ receivedAt: evening + 2 * hour }));
    const later = story.alerts(buildAlert({ receivedAt: evening + 3 * hour }));

    expect(paged(soon)).toEqual(['daniel: returned', 'leslie: returned', 'roan: returned', 'gabriel: returned']);
    expect(soon.timeline.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/back after it was well for 20m$/),
    );
    expect(paged(later)).toEqual(['daniel', 'leslie', 'roan', 'gabriel']);
  });

  it('pages also where a person had resolved it by hand', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.resolve('roan', evening + minute);
    story.alerts(buildRecovery({ receivedAt: evening + 2 * minute }));

    expect(paged(story.alerts(buildAlert({ receivedAt: evening + 5 * minute })))).toContain('roan: returned');
  });
});

describe('decide: a check of which nothing is heard any more', () => {
  it('makes its incident stale, once, and leaves it open until it is heard again', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.acknowledge('roan', evening + minute);
    story.at(evening + hour + minute);

    const stale = story.at(evening + 24 * hour);
    const again = story.at(evening + 30 * hour);
    const heard = story.alerts(buildAlert({ receivedAt: evening + 31 * hour }));

    expect(stale.timeline.at(0)?.text).toMatch(/^stale: nothing was heard of it since 2013-04-18 23:46 UTC/);
    expect(stale.incident?.state).toBe('triggered');
    expect(stale.dueAt ?? 0).not.toBe(evening + 24 * hour);
    expect(again.timeline.filter(({ kind }) => kind === 'note')).toEqual([]);
    expect(heard.timeline).toContainEqual(expect.objectContaining({ text: 'no longer stale: it is heard of again' }));
  });

  it('is not stale while another check of its incident is heard of', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.alerts(buildAlert({ host: 'wtp1001', check: 'load', receivedAt: evening + 20 * hour }));

    expect(story.at(evening + 24 * hour).timeline.filter(({ kind }) => kind === 'note')).toEqual([]);
    expect(story.incident().staleAt).toBe(evening + 44 * hour);
  });
});
