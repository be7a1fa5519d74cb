import { describe, expect, it } from '@jest/globals';
import type { PageRecord } from '../../src/domain/delivery.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Hours } from '../../src/domain/rules.js';
import { buildRules, businessHours, toService } from '../pipeline/route/rules-builder.js';
import { buildAlert, T0 } from '../store/ledger/build.js';
import {
  buildEvidence,
  incident,
  notification,
  outage,
  page,
  row,
  rulesWith,
  seen,
  seenSending,
  sms,
  told,
  violationsOf,
} from './build-evidence.js';
import { checkEvidence, type Evidence } from './checker.js';

describe('the checker', () => {
  it('finds nothing where all went well', () => {
    expect(checkEvidence(buildEvidence())).toEqual({ violations: [], duplicates: 0 });
  });

  const untouched = { alerts: new Map(), incidents: [], pages: [], notifications: [], sent: [] };
  const lost: Partial<Evidence> = { ...untouched, journal: { alerts: [], told: [] } };

  it.each<[string, RegExp, Partial<Evidence>]>([
    ['an accepted alert that no log has', /^I1: wtp1 was answered 202 .*no journal has it/, lost],
    ['an accepted alert that only the journal has', /^I1: wtp1 was answered 202 .*a journal has it/, untouched],
    ['an alert of the journal that was never replayed', /^I1: .*never replayed/, { ...untouched, accepted: [] }],
    [
      'an answer with the id of another alert',
      /^I1: a1, answered for wtp2, is the row of another alert/,
      { accepted: [{ alertId: 'a1', host: 'wtp2' }] },
    ],
    [
      'one event in two rows',
      /^I1: one event of wtp1 .* as 2 alerts/,
      {
        alerts: new Map([
          ['a1', row],
          ['a2', { ...row, alert: buildAlert({ id: 'a2' }) }],
        ]),
      },
    ],
    [
      'a page-worthy alert that paged nobody',
      /^I2: wtp1 .* ended as recorded/,
      { alerts: new Map([['a1', { ...row, outcome: 'recorded' as const }]]) },
    ],
    ['an incident that is not there', /^I2: wtp1 .*not there/, { incidents: [] }],
    [
      'a page that the provider never took',
      /^I3: nobody was told of wtp1/,
      { notifications: [{ ...notification, state: 'failed', providerId: null }], sent: [] },
    ],
    ["a provider's id that the provider does not know", /^I3: nobody was told/, { sent: [{ ...sms, sid: 'SM2' }] }],
    [
      'a second text of a notification that is not marked',
      /^I4: 2 texts for 1/,
      { sent: [sms, { ...sms, sid: 'SM2' }] },
    ],
    [
      'a third text of one that is marked',
      /^I4: 3 texts for 1 notifications, 1 of them marked/,
      {
        notifications: [{ ...notification, possibleDuplicate: true }],
        sent: [sms, { ...sms, sid: 'SM2' }, { ...sms, sid: 'SM3' }],
      },
    ],
    [
      'a text that nothing in the ledger speaks of',
      /^I5: the provider took SM2/,
      { sent: [sms, { ...sms, sid: 'SM2', body: 'hello' }] },
    ],
    [
      'a page after the acknowledgement',
      /^I6: notification n1/,
      { incidents: [{ ...incident, state: 'acknowledged', acknowledgedAt: T0 + 50 }] },
    ],
    [
      'a notification without an end',
      /^I8: notification n1 is still unknown/,
      { notifications: [{ ...notification, state: 'unknown' }] },
    ],
    [
      'a call that is claimed by nobody',
      /^I8: call p1\/0 of roan is claimed by nobody/,
      { pages: [{ ...page, calls: new Map([['p1/0', 'claimed' as const]]) }] },
    ],
    [
      'a call that waits too long',
      /^I9: call p1\/0 waits/,
      { pages: [{ ...page, calls: new Map([['p1/0', 'pending' as const]]) }] },
    ],
    [
      'a call that was claimed late',
      /^I9: call p1\/0 was claimed 61000 ms late/,
      { notifications: [{ ...notification, createdAt: T0 + 61_000 }] },
    ],
    [
      'a notification that ended and begins again',
      /^I8: n1 went from accepted to sending in attempt 1/,
      seenSending({}, { state: 'sending' }),
    ],
    [
      'a further attempt after the end',
      /^I8: n1 went from dropped to accepted in attempt 2/,
      seenSending({ state: 'dropped' }, { attempts: 2 }),
    ],
    [
      'a retry that was accepted without a call',
      /^I8: n1 went from retrying to accepted/,
      seenSending({ state: 'retrying' }, {}),
    ],
    ['an attempt that was taken back', /^I8: n1 went from attempt 2 to 1/, seenSending({ attempts: 2 }, {})],
    [
      'a mark that was taken back',
      /^I8: n1 was marked as doubled and is no longer/,
      seenSending({ possibleDuplicate: true }, {}),
    ],
    ['a failure without a receipt', /^I8: n1 went from accepted to failed/, seenSending({}, { state: 'failed' })],
    [
      'a receipt that was taken back',
      /^I8: n1 had the receipt delivered and has sent/,
      seenSending(told('delivered'), told('sent')),
    ],
    ['a revision that fell', /^I8: i1 went from revision 3 to 2/, seen({ rev: 3 }, { rev: 2 })],
    ['a change without a revision', /^I8: i1 changed and stayed at revision 1/, seen({}, { step: 7 })],
    ['another number', /^I8: i1 was #1 and became #2/, seen({}, { rev: 2, number: 2 })],
    [
      'an incident that was over and is open',
      /^I8: i1 was resolved and is triggered/,
      seen({ state: 'resolved' }, { rev: 2, state: 'triggered' }),
    ],
    ['a cycle that fell', /^I8: i1 went from cycle 2 to 1/, seen({ cycle: 2 }, { rev: 2, cycle: 1 })],
    ['a service that nobody is subscribed to', /^I10: parsoid/, { rules: [rulesWith({ scope: toService('other') })] }],
    ['a service without anybody at night', /^I10: parsoid/, { rules: [rulesWith({ hours: 'business' })] }],
    ['a service for warnings only', /^I10: parsoid/, { rules: [rulesWith({ severity: ['warning'] })] }],
    [
      'a service whose only person is out of reach',
      /^I10: /,
      { rules: [rulesWith({}, { roan: { sms: [], email: [] } })] },
    ],
    [
      'a ping while nobody could be paged',
      /^I13: a ping 60000 ms after/,
      { helpless: [{ ...outage, pings: [T0 + 60_000] }] },
    ],
    [
      'a plugin that says nothing',
      /^I13: the plugin/,
      { helpless: [{ ...outage, plugin: [{ at: T0 + 5000, code: 1 }] }] },
    ],
    [
      'a plugin that says it too late',
      /^I13: the plugin/,
      { helpless: [{ ...outage, until: T0 + 300_000, plugin: [{ at: T0 + 181_000, code: 2 }] }] },
    ],
    ['work that nobody looks at', /^I9: work is due since 20000 ms/, { oldestDue: T0 }],
  ])('finds %s', (_, words, change) => {
    expect(violationsOf(change)).toContainEqual(expect.stringMatching(words));
  });

  it('allows a person at all hours, by hours that cover the week, or by any step', () => {
    const nights: Hours = { ...businessHours, name: 'nights', times: [{ from: 17 * 60, to: 9 * 60 }] };
    const weekends: Hours = {
      ...businessHours,
      name: 'weekends',
      weekdays: [6, 7],
      times: [{ from: 9 * 60, to: 9 * 60 }],
    };
    const shifts = ['business', 'nights', 'weekends'].map((hours) => ({ who: ['roan'], hours }));
    const week = { people: { roan: {} }, services: { parsoid: {} }, hours: [businessHours, nights, weekends] };
    const steps = [{ afterSeconds: 0, page: [{ kind: 'name' as const, name: 'roan' }] }];

    expect(violationsOf({ rules: [buildRules({ ...week, subscriptions: shifts })] })).toEqual([]);
    expect(violationsOf({ rules: [buildRules({ ...week, policies: { default: { steps } } })] })).toEqual([]);
  });

  it('counts a second text of a notification that is marked, and allows it', () => {
    const marked = [{ ...notification, possibleDuplicate: true }];

    const verdict = checkEvidence(buildEvidence({ notifications: marked, sent: [sms, { ...sms, sid: 'SM2' }] }));

    expect(verdict).toEqual({ violations: [], duplicates: 1 });
  });

  it('allows who was paged to hear who took it, but no page along with that', () => {
    const taken: PageRecord = { page: { ...page.page, id: 'p2', reason: 'taken' }, calls: new Map([['p2/0', 'sent']]) };
    const call = { callId: 'p2/0', pageId: 'p2', incidentId: 'i1' };
    const news = { ...notification, id: 'n2', providerId: 'SM2', createdAt: T0 + 160, text: 'TAKEN by ann' };
    const evidence = (calls: Notification['calls']): Partial<Evidence> => ({
      incidents: [{ ...incident, state: 'acknowledged', acknowledgedAt: T0 + 150 }],
      pages: [page, taken],
      notifications: [notification, { ...news, calls }],
      sent: [sms, { ...sms, sid: 'SM2', body: 'TAKEN by ann' }],
    });

    expect(violationsOf(evidence([call]))).toEqual([]);
    expect(violationsOf(evidence([call, ...notification.calls]))).toContainEqual(expect.stringMatching(/^I6: .* n2/));
  });

  it('knows a text whose call was dropped when it was to be sent again, by its incident', () => {
    const dropped: Notification = { ...notification, state: 'dropped', calls: [], text: null, providerId: null };
    const acknowledged: Incident = {
      ...incident,
      state: 'acknowledged',
      acknowledgedAt: T0 + 190,
      acknowledgedBy: ['roan'],
    };
    const pages = [{ ...page, calls: new Map([['p1/0', 'dropped' as const]]) }];

    expect(violationsOf({ incidents: [acknowledged], notifications: [dropped], pages })).toEqual([]);
  });

  it('takes a dead letter, or the emergency page, for having been told', () => {
    const failed = { notifications: [{ ...notification, state: 'failed' as const, providerId: null }], sent: [] };
    const ids = { id: 'd1', at: T0, person: 'roan', channel: 'sms' as const };
    const letter = { ...ids, incidentId: 'i1', notificationId: 'n1', reason: 'no such number', end: null };
    const told = { alerts: [], told: [{ person: 'roan', alertIds: ['a1'] }] };

    expect(violationsOf({ ...failed, deadLetters: [letter] })).toEqual([]);
    expect(violationsOf({ ...failed, journal: told })).toEqual([]);
  });
});
