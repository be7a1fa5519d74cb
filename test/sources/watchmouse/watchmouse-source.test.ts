import { describe, expect, it } from '@jest/globals';
import { normalizeAlert } from '../../../src/pipeline/normalize/normalize-alert.js';
import { watchmouseSource } from '../../../src/sources/watchmouse/index.js';
import {
  bodyRequest,
  faultsOf,
  jsonRequest,
  parseOne,
  queryRequest,
  readFixture,
  readJsonFixture,
} from '../read-fixture.js';

const now = Date.parse('2026-11-22T09:00:00Z');
const form = 'application/x-www-form-urlencoded';
const start = Date.parse('2013-05-23T18:14:05Z');
const monitor = {
  source: 'watchmouse',
  checkKey: 'watchmouse/337906',
  host: 'text.example.org',
  check: 'en.wikipedia main page',
} as const;
const problem = { ...monitor, kind: 'problem', failing: true, severity: 'critical' } as const;
const since = Date.parse('2013-05-23T18:09:11Z');
const alert500 = {
  ...problem,
  sourceState: '500',
  summary: 'Internal Server Error',
  at: start,
  stateSince: since,
  labels: { folder: 'Wikipedia', loc: 'ca' },
} as const;

function parse(changes: Record<string, unknown>) {
  return parseOne(watchmouseSource, jsonRequest({ event: 'alert', name: 'm', ...changes }));
}

describe('watchmouseSource', () => {
  it.each([
    ['webhook-alert', alert500],
    [
      'webhook-alert-minimal',
      {
        ...problem,
        checkKey: 'watchmouse/en.wikipedia main page',
        host: null,
        sourceState: 'ALERT',
        summary: 'check failed',
        at: now,
        stateSince: null,
        labels: {},
      },
    ],
    [
      'webhook-no-checkpoint',
      {
        ...monitor,
        kind: 'problem',
        failing: null,
        severity: 'info',
        sourceState: '-93',
        summary: "No checkpoint available for check type script/IPvANY in namespace #195 and pool 'ad', excluding 'ad'",
        labels: { folder: 'Wikipedia', loc: '--' },
      },
    ],
    [
      'webhook-reminder-unicode-folder',
      {
        ...problem,
        check: 'zh.wikipedia 首頁 "main"',
        sourceState: '7011',
        summary: 'Operation timed out',
        details: 'Place: sg\nAddress: 192.0.2.80\nErrors in a row: 14',
        labels: { folder: 'Wikipedia/亞洲', loc: 'sg' },
      },
    ],
  ])('%s normalizes as the contract says', (name, expected) => {
    const request = jsonRequest(readJsonFixture(`watchmouse/${name}.json`).body);

    const alert = normalizeAlert(parseOne(watchmouseSource, request), { source: 'watchmouse', now });

    expect(alert).toMatchObject(expected);
  });

  it.each([
    ['callback-alert', alert500],
    [
      'callback-ok',
      {
        ...monitor,
        kind: 'recovery',
        failing: false,
        severity: 'info',
        sourceState: 'OK',
        summary: 'ok again',
        at: Date.parse('2013-05-23T18:31:12Z'),
        stateSince: null,
      },
    ],
  ])('%s normalizes as the contract says, as a query and as a body', (name, expected) => {
    const fields = readFixture(`watchmouse/${name}.form`);

    const drafts = [queryRequest(fields.toString()), bodyRequest(fields, form), bodyRequest(fields)].map((request) =>
      parseOne(watchmouseSource, request),
    );

    const alerts = drafts.map((draft) => normalizeAlert(draft, { source: 'watchmouse', now }));
    expect(alerts[0]).toMatchObject(expected);
    expect(alerts[1]).toEqual(alerts[0]);
    expect(alerts[2]).toEqual(alerts[0]);
  });

  it('takes from the query what the body does not say', () => {
    const request = { ...bodyRequest('event=ok&folder=Body', form), query: new URLSearchParams('rid=7&folder=Query') };

    const draft = parseOne(watchmouseSource, request);

    expect([draft.kind, draft.identity, draft.check, draft.labels]).toEqual(['recovery', '7', '7', { folder: 'Body' }]);
  });

  it.each([
    [{ rid: 7 }, '7'],
    [{ rid: '', folder: 'A' }, 'A/m'],
    [{ rid: null }, 'm'],
  ])('knows the monitor of %j as %s', (changes, identity) => {
    expect(parse(changes).identity).toBe(identity);
  });

  it.each([{ result: -93 }, { result: '-93' }, { result: 0, loc: '--' }])(
    'carries no state when nothing ran: %j',
    (changes) => {
      const draft = parse(changes);

      expect([draft.failing, draft.severity]).toEqual([undefined, 'info']);
    },
  );

  it('reads any case of the event and numbers as texts', () => {
    const draft = parse({ event: ' OK ', result: 0, consecutive_errors: 3, type: 5, tags: 'production, text,' });

    expect(draft.kind).toBe('recovery');
    expect(draft.labels).toEqual({ type: '5', tags: 'production,text', 'tags:production': 'yes', 'tags:text': 'yes' });
  });

  it.each([
    ['2013-10-27 02:30:00', 'Europe/Amsterdam', '2013-10-27T00:30:00Z'],
    ['2013-03-31 02:30:00', 'Europe/Amsterdam', '2013-03-31T00:30:00Z'],
    ['2013-04-18T16:46:00', 'America/Los_Angeles', '2013-04-18T23:46:00Z'],
  ])('reads the local time %s of %s as %s', (text, tz, instant) => {
    expect(parse({ start: text, tz }).at).toBe(Date.parse(instant));
  });

  it.each([
    ['soon', 'UTC'],
    ['2013-13-45 99:00:00', 'UTC'],
    ['2013-04-18 16:46:00', 'Mars/Olympus'],
    ['2013-04-18 16:46:00', ''],
    ['', 'UTC'],
  ])('does not refuse the time %s of %s', (text, tz) => {
    expect(parse({ start: text, tz }).at).toBeUndefined();
  });

  it('decodes entities once', () => {
    expect(parse({ descr: '&lt;b&gt; R&amp;D &apos;ad&apos; &#39;x&#x27; &amp;lt; &nbsp; &#99999999;' }).summary).toBe(
      "<b> R&D 'ad' 'x' &lt; &nbsp; &#99999999;",
    );
  });

  it.each([
    [{ event: undefined }, 'event'],
    [{ event: 'panic' }, 'event'],
    [{ event: 5 }, 'event'],
    [{ name: '' }, 'name'],
    [{ host: { a: 1 } }, 'host'],
  ])('refuses %j and names the field', (changes, path) => {
    const faults = faultsOf(watchmouseSource, jsonRequest({ event: 'alert', name: 'm', ...changes }));

    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });
});
