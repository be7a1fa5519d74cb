import { describe, expect, it } from '@jest/globals';
import { genericSource } from '../../../src/sources/generic/index.js';
import { bodyRequest, faultsOf, jsonRequest, parseOne } from '../read-fixture.js';

const alert = { kind: 'problem', host: 'db1', check: 'backup', summary: 'backup failed' };

describe('genericSource', () => {
  it('reads every field', () => {
    const draft = parseOne(
      genericSource,
      jsonRequest({
        ...alert,
        source: 'Cron',
        dedupKey: 'backup-db1',
        severity: 'warning',
        service: 'databases',
        labels: { dc: 'eqiad', shard: 3 },
        details: 'exit code 2',
        at: '2013-04-18T16:46:00-07:00',
        link: 'https://cron.example.org/7',
      }),
    );

    expect(draft).toEqual({
      kind: 'problem',
      source: 'cron',
      identity: 'backup-db1',
      host: 'db1',
      check: 'backup',
      service: 'databases',
      failing: true,
      severity: 'warning',
      summary: 'backup failed',
      details: 'exit code 2',
      labels: { dc: 'eqiad', shard: '3' },
      at: Date.parse('2013-04-18T23:46:00Z'),
      link: 'https://cron.example.org/7',
    });
  });

  it.each([
    ['problem', 'problem', true],
    ['recovery', 'recovery', false],
    ['ack', 'acknowledgement', undefined],
    ['maintenance-start', 'maintenance-start', undefined],
    ['custom', 'custom', undefined],
  ])('reads the kind %s as %s with failing %s', (kind, read, failing) => {
    const draft = parseOne(genericSource, jsonRequest({ ...alert, kind }));

    expect([draft.kind, draft.failing]).toEqual([read, failing]);
  });

  it.each([
    [{ kind: 'panic' }, 'kind'],
    [{ kind: undefined }, 'kind'],
    [{ severity: 'urgent' }, 'severity'],
    [{ summary: 7 }, 'summary'],
    [{ host: undefined, check: undefined }, 'host'],
    [{ labels: { dc: { a: 1 } } }, 'labels.dc'],
    [{ labels: 'dc' }, 'labels'],
    [{ at: '2013-04-18 16:46' }, 'at'],
    [{ at: 1366328760 }, 'at'],
    [{ link: 'javascript:alert(1)' }, 'link'],
    [{ dedup_key: 'x' }, 'dedup_key'],
    [{ source: 'a/b' }, 'source'],
    [{ source: 'ICINGA' }, 'source'],
    [{ source: 'paging-router' }, 'source'],
  ])('refuses %j and names the field', (changes, path) => {
    const faults = faultsOf(genericSource, jsonRequest({ ...alert, ...changes }));

    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });

  it('reads an array, and names the index of what is wrong in one', () => {
    const parsed = genericSource.parse(jsonRequest([alert, alert]));
    const faults = faultsOf(genericSource, jsonRequest([alert, { ...alert, labels: { dc: [] } }]));

    expect(parsed.kind === 'drafts' ? parsed.drafts.length : 0).toBe(2);
    expect(faults.map(({ path }) => path)).toEqual(['[1].labels.dc']);
  });

  it('refuses a form: its fields are not texts alone', () => {
    expect(faultsOf(genericSource, bodyRequest('a=1', 'application/x-www-form-urlencoded')).length).toBeGreaterThan(0);
  });
});
