import { describe, expect, it } from '@jest/globals';
import { buildRotation, type RulesSketch } from '../route/rules-builder.js';
import {
  buildAlert,
  buildRecovery,
  buildWindow,
  evening,
  hour,
  minute,
  paged,
  story as rules,
  second,
  unfold,
} from './evening.js';

/** The first turn is of the 18th. */
const midnights = { every: { count: 1, unit: 'days' }, startsAt: Date.UTC(2013, 3, 18) } as const;

describe('decide: maintenance windows', () => {
  it('pages nobody inside a window, and everybody from step 1 at its end while it still fails', () => {
    const story = unfold();
    story.windows(buildWindow());

    const inside = story.alerts(buildAlert({ receivedAt: evening + minute }));
    const after = story.at(evening + 30 * minute);

    expect(paged(inside)).toEqual([]);
    expect(inside.alerts).toMatchObject([{ outcome: 'suppressed', because: 'maintenance window "deploy" (w1)' }]);
    expect(inside.dueAt).toBe(evening + 30 * minute);
    expect(paged(after)).toEqual([
      'daniel: window-ended',
      'leslie: window-ended',
      'roan: window-ended',
      'gabriel: window-ended',
    ]);
  });

  it('records a recovery inside the window and then pages nobody at its end', () => {
    const story = unfold();
    story.windows(buildWindow());
    story.alerts(buildAlert({ receivedAt: evening + minute }));

    const recovered = story.alerts(buildRecovery({ receivedAt: evening + 5 * minute }));

    expect(story.open()).toBeNull();
    expect(paged(recovered)).toEqual([]);
    expect(recovered.dueAt).toBeNull();
  });

  it('holds a running escalation from the moment the window covers it, and takes back what is not sent', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.windows(buildWindow({ startsAt: evening + minute }));

    const held = story.at(evening + minute);
    const later = story.at(evening + 16 * minute);

    expect(held.cancel).toBe('suppressed: maintenance window "deploy" (w1)');
    expect(paged(later)).toEqual([]);
    expect(later.dueAt).toBe(evening + 30 * minute);
  });

  it('pages for the check outside the window of an incident that is partly covered', () => {
    const story = unfold();
    story.windows(buildWindow({ services: [], match: [{ host: 'parsoid.svc' }] }));
    story.alerts(buildAlert());

    const decision = story.alerts(buildAlert({ host: 'wtp1001', check: 'load', receivedAt: evening + minute }));

    expect(paged(decision)).toHaveLength(4);
  });

  it('leaves an acknowledged incident acknowledged at the end of the window', () => {
    const story = unfold();
    story.alerts(buildAlert());
    story.acknowledge('roan', evening + second);
    story.windows(buildWindow());
    story.at(evening + minute);
    story.windows();

    const decision = story.at(evening + 31 * minute);

    expect(paged(decision)).toEqual([]);
    expect(story.incident().state).toBe('acknowledged');
  });

  it('pages nobody new at the end of a window for what somebody has acknowledged, though others are on call by then', () => {
    const story = unfold(onDuty);
    const opened = story.alerts(buildAlert());
    story.windows(buildWindow());
    story.at(evening + minute);
    story.acknowledge('daniel', evening + 2 * minute);
    story.windows();

    const decision = story.at(evening + 31 * minute);

    expect([paged(opened), paged(decision)]).toEqual([['roan'], []]);
  });

  it('tells those who have it, and whom it selects, of what has joined under the window since', () => {
    const story = unfold(onDuty);
    story.alerts(buildAlert());
    story.acknowledge('daniel', evening + minute);
    story.windows(buildWindow());
    const joined = story.alerts(buildAlert({ host: 'wtp1', check: 'load', receivedAt: evening + 2 * minute }));
    story.windows();

    const decision = story.at(evening + 31 * minute);

    expect(paged(joined)).toEqual([]);
    expect(paged(decision)).toEqual(['daniel: update', 'gabriel']);
  });
});

/** Roan is on call at first; at midnight, 14 minutes later, Gabriel. */
const onDuty: RulesSketch = {
  ...rules,
  schedules: { duty: { rotations: [buildRotation(['roan', 'gabriel'], midnights)] } },
  subscriptions: [{ who: ['duty'] }],
};

describe("decide: the source's own downtimes and acknowledgements", () => {
  it('suppresses a check in a downtime of Icinga and pages when the downtime ends with it still failing', () => {
    const story = unfold();

    const start = story.alerts(buildAlert({ kind: 'maintenance-start', downtimeDepth: 1 }));
    const end = story.alerts(buildAlert({ kind: 'maintenance-end', downtimeDepth: 0, receivedAt: evening + minute }));

    expect(start.alerts).toMatchObject([{ outcome: 'suppressed' }]);
    expect(paged(end)).toContain('roan: window-ended');
  });

  it('never suppresses a PROBLEM that says that no downtime covers it', () => {
    const story = unfold();
    story.alerts(buildAlert({ kind: 'maintenance-start', downtimeDepth: 1 }));

    const decision = story.alerts(buildAlert({ downtimeDepth: 0, receivedAt: evening + minute }));

    expect(decision.alerts).toMatchObject([{ outcome: 'paged' }]);
  });

  it('gives a downtime of the source 24 hours at most', () => {
    const story = unfold();
    story.alerts(buildAlert({ kind: 'maintenance-start', downtimeDepth: 1 }));

    const decision = story.at(evening + 24 * hour);

    expect(paged(decision)).toContain('daniel: window-ended');
  });

  it('is acknowledged when every failing check is acknowledged in the source, and pages for one that is not', () => {
    const story = unfold();
    story.alerts(buildAlert());

    const acked = story.alerts(
      buildAlert({ kind: 'acknowledgement', author: 'jdoe', comment: 'on it', receivedAt: evening + minute }),
    );
    const state = story.incident().state;
    const joined = story.alerts(buildAlert({ host: 'wtp1001', check: 'load', receivedAt: evening + 2 * minute }));

    expect(acked.cancel).toBe('acknowledged by icinga:jdoe');
    expect(state).toBe('acknowledged');
    expect(paged(joined)).toHaveLength(4);
    expect(story.incident().state).toBe('triggered');
  });

  it('keeps an acknowledgement of a source that only repeats its problem, until the source says that it is gone', () => {
    const story = unfold();
    const generic = { source: 'generic' } as const;
    story.alerts(buildAlert(generic));
    story.alerts(buildAlert({ ...generic, kind: 'acknowledgement', author: 'jdoe', receivedAt: evening + minute }));

    const repeated = story.alerts(buildAlert({ ...generic, receivedAt: evening + 2 * minute }));
    const state = story.incident().state;
    const gone = story.alerts(buildAlert({ ...generic, acknowledged: false, receivedAt: evening + 3 * minute }));

    expect(paged(repeated)).toEqual([]);
    expect(state).toBe('acknowledged');
    expect(paged(gone)).toHaveLength(4);
  });

  it('opens an incident from the state that travels in a flapping message whose problem was missed', () => {
    const story = unfold();

    const decision = story.alerts(buildAlert({ kind: 'flapping-start' }));

    expect(decision.alerts).toMatchObject([{ outcome: 'paged' }]);
  });

  it('resolves on a flapping end that carries an OK, when the recovery was missed', () => {
    const story = unfold();
    story.alerts(buildAlert());

    story.alerts(buildRecovery({ kind: 'flapping-end', receivedAt: evening + minute }));

    expect(story.open()).toBeNull();
  });
});

describe('decide: late and odd messages', () => {
  it('records a recovery of something unknown', () => {
    const story = unfold();

    const decision = story.alerts(buildRecovery());

    expect(decision.alerts).toMatchObject([{ outcome: 'recorded', because: 'its check was not known to fail' }]);
  });

  it('does not re-open for a problem that was overtaken by its recovery', () => {
    const story = unfold();
    story.alerts(buildRecovery({ at: evening, receivedAt: evening }));

    const decision = story.alerts(buildAlert({ at: evening - 5 * second, receivedAt: evening + second }));

    expect(decision.incident).toBeNull();
    expect(decision.alerts).toMatchObject([{ outcome: 'recorded', because: 'late: its check has recovered since' }]);
  });

  it('records an old problem out of a spool, however long ago the recovery came', () => {
    const story = unfold();
    story.alerts(buildRecovery({ at: evening, receivedAt: evening }));

    const decision = story.alerts(buildAlert({ spooled: true, at: evening - hour, receivedAt: evening + 3 * hour }));

    expect(decision.alerts).toMatchObject([{ outcome: 'recorded' }]);
  });

  it('pages for a problem with an older source time when the recovery is long past: a clock may be wrong', () => {
    const story = unfold();
    story.alerts(buildRecovery({ at: evening, receivedAt: evening }));

    const decision = story.alerts(buildAlert({ at: evening - second, receivedAt: evening + 5 * minute }));

    expect(decision.alerts).toMatchObject([{ outcome: 'paged' }]);
  });

  it('keeps an incident open when an older recovery arrives after a newer problem', () => {
    const story = unfold();
    story.alerts(buildAlert({ at: evening, receivedAt: evening }));

    const decision = story.alerts(buildRecovery({ at: evening - second, receivedAt: evening + second }));

    expect(story.open()).not.toBeNull();
    expect(decision.alerts).toMatchObject([{ because: 'late: its check has failed again since' }]);
  });

  it('pages a custom notification once to the subscribers and opens nothing', () => {
    const story = unfold();

    const decision = story.alerts(
      buildAlert({ kind: 'custom', author: 'jdoe', comment: 'rebooting parsoid', failing: null }),
    );

    expect(decision.incident).toBeNull();
    expect(decision.pages[0]?.text).toBe('jdoe (icinga) about LVS HTTP IPv4 on parsoid: rebooting parsoid');
    expect(paged(decision)).toContain('roan: custom');
  });
});
