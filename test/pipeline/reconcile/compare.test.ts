import { describe, expect, it } from '@jest/globals';
import type { CheckState } from '../../../src/domain/check.js';
import type { Incident } from '../../../src/domain/incident.js';
import type {
  PlannedDowntime,
  SourceCheck,
  SourceDowntime,
  ToldAcknowledgement,
} from '../../../src/domain/source-state.js';
import { type Compared, compare } from '../../../src/pipeline/reconcile/compare.js';
import { planDowntime } from '../../../src/pipeline/reconcile/compare-downtimes.js';
import { aCheck, anIncident, aWindow, EVENING } from '../../http/builders.js';

const NOW = EVENING + 10 * 60_000;
const HOUR = 3_600_000;
const key = aCheck().key;
const until = NOW + HOUR;

/** The check as Icinga has it: CRITICAL since the evening. */
function there(changes: Partial<SourceCheck> = {}, draft: Partial<SourceCheck['draft']> = {}): SourceCheck {
  return {
    key,
    draft: {
      kind: draft.failing === false ? 'recovery' : 'problem',
      host: 'parsoid.svc',
      check: 'LVS HTTP IPv4 on parsoid',
      failing: true,
      severity: 'critical',
      sourceState: 'CRITICAL',
      summary: 'timeout',
      at: EVENING,
      stateSince: EVENING,
      ...draft,
    },
    isChecked: true,
    flapping: false,
    tells: true,
    acknowledgement: null,
    downtimes: [],
    ...changes,
  };
}

function downtime(changes: Partial<SourceDowntime> = {}): SourceDowntime {
  return { id: 'd1', author: 'jdoe', comment: 'disk', endsAt: until, inEffect: true, mark: null, ...changes };
}

interface Case {
  readonly check?: Partial<CheckState> | null;
  readonly incident?: Partial<Incident>;
  readonly there?: SourceCheck | null;
  readonly told?: ToldAcknowledgement;
  readonly planned?: readonly PlannedDowntime[];
  readonly around?: Partial<Compared>;
}

function differences({ check = {}, incident = {}, there: said = there(), told, planned = [], around = {} }: Case) {
  const known = check === null ? [] : [[key, { incident: anIncident(incident), check: aCheck(check) }] as const];
  return compare({
    source: 'icinga',
    now: NOW,
    here: new Map(known),
    there: {
      startedAt: 5,
      nodes: new Set(['icinga1']),
      checks: new Map(said === null ? [] : [[key, said] as const]),
      planned,
    },
    told: new Map(told === undefined ? [] : [[key, told] as const]),
    windowOf: () => null,
    isOver: () => false,
    isAhead: () => false,
    isKnownIncident: () => true,
    ...around,
  });
}

/** Kind of each difference, and which side follows. */
function found(given: Case) {
  return differences(given).map(({ kind, mend }) => `${kind} → ${mend === null ? 'nobody' : mend.to}`);
}

const taken = {
  state: 'acknowledged' as const,
  acknowledgedAt: EVENING + 60_000,
  acknowledgedUntil: until,
  acknowledgedBy: ['roan'],
};
const ownMark = { kind: 'incident' as const, id: 'inc_parsoid' };
const ours = { author: 'paging-router/roan', comment: 'x', until, mark: ownMark };
const theirs = { author: 'jdoe', comment: 'on it', until: null, mark: null };
const told: ToldAcknowledgement = {
  v: 1,
  incidentId: 'inc_parsoid',
  acknowledgedAt: EVENING + 60_000,
  stateSince: EVENING,
  until,
  sourceStartedAt: 5,
};
const window = aWindow({ id: 'w1', endsAt: until });
const windowMark = { kind: 'window' as const, id: 'w1' };
const ourDowntime = downtime({ author: 'paging-router/roan', mark: windowMark, endsAt: window.endsAt });
const planned = { ...ourDowntime, inEffect: false, key: 'icinga/db9', host: 'db9', check: null };
const inWindow = { windowOf: () => window };
const afterWindow = { isOver: (id: string) => id === 'w1' };
const well = { failing: false, sourceState: 'OK', severity: 'info' as const };

describe('compare: states', () => {
  it.each<[string, Case, string[]]>([
    ['nothing where both say the same', {}, []],
    ['a recovery whose message was lost', { there: there({}, well) }, ['recovered-there → router']],
    [
      'nothing while the message may be on its way',
      { there: there({}, { ...well, at: NOW - 2000, stateSince: NOW - 2000 }) },
      [],
    ],
    ['nothing of a check that flaps', { there: there({ flapping: true }, well) }, []],
    [
      'no recovery of a check that Icinga has not looked at yet',
      { there: there({ isChecked: false }, well) },
      ['unverified → nobody'],
    ],
    ['a rise in severity', { check: { severity: 'warning' } }, ['state-there → router']],
    [
      'a check that its own Icinga no longer knows',
      { there: null, check: { labels: { node: 'icinga1' } } },
      ['gone-there → router'],
    ],
    ['but not one of another Icinga', { there: null, check: { labels: { node: 'icinga9' } } }, ['unverified → nobody']],
    ['nor one that names none', { there: null, check: { labels: {} } }, ['unverified → nobody']],
    ['a problem that is not known here: shown, not paged', { check: null }, ['fails-there → nobody']],
    ['unless it is not to be told', { check: null, there: there({ tells: false }) }, []],
    ['or somebody has it there', { check: null, there: there({ acknowledgement: theirs }) }, []],
    [
      'a problem inside a downtime of ours, of which no message comes',
      { check: null, there: there({ downtimes: [ourDowntime] }, { at: NOW - 1000 }), around: inWindow },
      ['fails-there → router'],
    ],
  ])('finds %s', (_, given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  it('takes a check that is gone for a recovery that says so', () => {
    const [difference] = differences({ there: null, check: { labels: { node: 'icinga1' } } });

    expect(difference?.mend).toMatchObject({ draft: { kind: 'recovery', failing: false, sourceState: 'GONE' } });
  });
});

describe('compare: acknowledgements', () => {
  it.each<[string, Case, string[]]>([
    ['one made here', { incident: taken }, ['acknowledged-here → source']],
    ['nothing once it stands there', { incident: taken, there: there({ acknowledgement: ours }), told }, []],
    [
      'one that was prolonged here',
      { incident: { ...taken, acknowledgedUntil: until + HOUR }, there: there({ acknowledgement: ours }), told },
      ['acknowledged-here → source'],
    ],
    ['one that ended here', { there: there({ acknowledgement: ours }), told }, ['acknowledgement-ended-here → source']],
    [
      'nothing of another router on the same Icinga',
      { there: there({ acknowledgement: ours }), around: { isKnownIncident: () => false } },
      [],
    ],
    ['one that somebody has taken back there', { incident: taken, told }, ['acknowledgement-ended-there → incident']],
    [
      'not one that Icinga ended as the state changed',
      { incident: taken, told: { ...told, stateSince: EVENING - HOUR } },
      ['acknowledged-here → source'],
    ],
    [
      'not one that Icinga forgot when it died',
      { incident: taken, told: { ...told, sourceStartedAt: 4 } },
      ['acknowledged-here → source'],
    ],
    ['not one that ran out there', { incident: taken, told: { ...told, until: NOW } }, ['acknowledged-here → source']],
    ['nothing of one that runs out here at this moment', { incident: { ...taken, acknowledgedUntil: NOW } }, []],
    ['one made there', { there: there({ acknowledgement: theirs }) }, ['acknowledged-there → router']],
    [
      'nothing once it is known',
      { there: there({ acknowledgement: theirs }), check: { acknowledgedBy: 'icinga:jdoe' } },
      [],
    ],
    ['one that ended there', { check: { acknowledgedBy: 'icinga:jdoe' } }, ['acknowledgement-ended-there → router']],
    ['no echo of what was made there', { incident: { ...taken, acknowledgedBy: ['icinga:jdoe'] } }, []],
    [
      'nothing of a check that has recovered',
      { incident: taken, there: there({}, well), check: { failing: false } },
      [],
    ],
  ])('finds %s', (_, given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  it('gives author, comment, mark and end', () => {
    const [difference] = differences({ incident: taken });

    expect(difference?.mend).toMatchObject({
      order: { by: 'roan', comment: 'acknowledged by roan, incident 12', mark: ownMark, until, replaces: false, told },
    });
  });
});

describe('compare: downtimes', () => {
  it.each<[string, Case, string[]]>([
    ['a window made here', { around: inWindow }, ['window-here → source']],
    ['nothing once it stands there', { around: inWindow, there: there({ downtimes: [ourDowntime] }) }, []],
    [
      'a window that was extended here',
      { around: inWindow, there: there({ downtimes: [{ ...ourDowntime, endsAt: until - HOUR }] }) },
      ['window-here → source'],
    ],
    [
      'a window that is over',
      { around: afterWindow, there: there({ downtimes: [ourDowntime] }) },
      ['window-ended-here → source'],
    ],
    [
      'a downtime of a router whose windows are unknown here: as anybody else has made it',
      { there: there({ downtimes: [ourDowntime] }) },
      ['downtime-there → router'],
    ],
    ['a downtime made there', { there: there({ downtimes: [downtime()] }) }, ['downtime-there → router']],
    ['nothing of one that has not begun', { there: there({ downtimes: [downtime({ inEffect: false })] }) }, []],
    ['nothing once it is known', { there: there({ downtimes: [downtime()] }), check: { downtimeUntil: until } }, []],
    ['one that ended there', { check: { downtimeUntil: until } }, ['downtime-ended-there → router']],
    [
      'that only ours is left',
      { check: { downtimeUntil: until }, around: inWindow, there: there({ downtimes: [ourDowntime] }) },
      ['downtime-ended-there → router'],
    ],
    [
      'nothing of ours that begins a moment before its window does here',
      { around: { isAhead: (id) => id === 'w1' }, there: there({ downtimes: [ourDowntime] }) },
      [],
    ],
    ['nothing of ours that is planned', { planned: [planned], around: { isAhead: (id) => id === 'w1' } }, []],
    [
      'ours that is planned for a window that was cancelled',
      { planned: [planned], around: afterWindow },
      ['window-ended-here → source'],
    ],
    ['nothing that another router has planned', { planned: [planned] }, []],
  ])('finds %s', (_, given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  it('replaces the downtime with the old end', () => {
    const old = { ...ourDowntime, endsAt: until - HOUR };

    const [difference] = differences({ around: inWindow, there: there({ downtimes: [old] }) });

    expect(difference?.mend).toMatchObject({ order: { act: 'start-downtime', endsAt: until, replaces: ['d1'] } });
  });

  it('tells the end of a downtime made there', () => {
    const [difference] = differences({ there: there({ downtimes: [downtime()] }) });

    expect(difference?.mend).toMatchObject({
      draft: { kind: 'maintenance-start', downtimeEndsAt: until, author: 'jdoe' },
    });
  });
});

describe('planDowntime', () => {
  const later = { ...window, startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR };
  const standing = { ...ourDowntime, inEffect: false, endsAt: later.endsAt };
  const plan = (downtimes: readonly SourceDowntime[]) => planDowntime(there({ downtimes }), later);

  it('plans one from the start of the window to its end, once', () => {
    expect(plan([downtime()])).toMatchObject([
      { act: 'start-downtime', startsAt: later.startsAt, endsAt: later.endsAt, mark: windowMark, replaces: [] },
    ]);
    expect(plan([standing])).toEqual([]);
  });

  it('moves its end, and takes away what is left of an old one', () => {
    const old = { ...standing, id: 'd0', endsAt: until };

    expect(plan([old])).toMatchObject([{ act: 'start-downtime', endsAt: later.endsAt, replaces: ['d0'] }]);
    expect(plan([standing, old])).toEqual([{ act: 'end-downtime', key, id: 'd0' }]);
  });
});
