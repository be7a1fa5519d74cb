import { describe, expect, it } from '@jest/globals';
import { opsAlert, unreadableAlert } from '../../../src/pipeline/normalize/own-alerts.js';

const now = Date.parse('2013-04-18T23:46:00Z');

describe('opsAlert', () => {
  const said = { check: 'routing rules', severity: 'error', summary: 'broken', details: 'a.yaml:3', now } as const;

  it('is for the people who look after the router', () => {
    const alert = opsAlert({ ...said, failing: true });

    expect(alert).toMatchObject({
      source: 'paging-router',
      audience: 'ops',
      kind: 'problem',
      checkKey: 'paging-router/!routing rules',
      host: null,
      failing: true,
      severity: 'error',
      at: now,
    });
  });

  it('is another alert when it says something else', () => {
    const [one, same, other] = [said, said, { ...said, details: 'b.yaml:7' }].map((text) =>
      opsAlert({ ...text, failing: true }),
    );

    expect(same?.eventKey).toBe(one?.eventKey);
    expect(other?.eventKey).not.toBe(one?.eventKey);
  });

  it('recovers the same check', () => {
    const alert = opsAlert({ ...said, failing: false });

    expect(alert).toMatchObject({ kind: 'recovery', failing: false, checkKey: 'paging-router/!routing rules' });
  });
});

describe('unreadableAlert', () => {
  const faults = Array.from({ length: 30 }, (_, index) => ({
    path: `[${index}].host.name`,
    message: 'is\u0007 missing',
  }));

  it('tells subscribers which source sends what cannot be read, and why', () => {
    const alert = unreadableAlert('icinga', faults, now);

    expect(alert).toMatchObject({
      source: 'paging-router',
      audience: 'subscribers',
      check: 'unreadable alerts from icinga',
      service: null,
      failing: true,
      severity: 'error',
    });
    expect(alert.details.split('\n')).toHaveLength(20);
    expect(alert.details.split('\n')[0]).toBe('[0].host.name is missing');
  });

  it('is one per source and hour', () => {
    const first = unreadableAlert('icinga', faults, now);

    const [same, nextHour, other] = [
      unreadableAlert('icinga', [], now + 60_000),
      unreadableAlert('icinga', faults, now + 3_600_000),
      unreadableAlert('watchmouse', faults, now),
    ];

    expect([same.id, same.eventKey]).toEqual([first.id, first.eventKey]);
    expect(nextHour.eventKey).not.toBe(first.eventKey);
    expect(other.eventKey).not.toBe(first.eventKey);
  });
});
