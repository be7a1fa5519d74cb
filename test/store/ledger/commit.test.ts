import { describe, expect, it } from '@jest/globals';
import { buildAlert, buildCheck, buildCommit, buildHead, buildPage, buildWindow, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
const record = {
  incidentId: 'i1',
  recoveredAt: null,
  recoveryArrivedAt: null,
  closedByHandAt: null,
  closedStateSince: null,
};
const accounted = (over = {}) => ({ alert: buildAlert(over), outcome: 'paged' as const, because: '' });
const atRev = (rev: number, windowEpoch = 0) => ({ incident: { id: 'i1', rev }, checks: new Map(), windowEpoch });

describe('commit: turns', () => {
  const of = (owner: string, wanted: boolean) => ({ turn: { owner, wanted } });

  it('keeps others from writing to the incident until the one that asked for the turn has written', async () => {
    await bench.ledger.commit(buildCommit(of('a', false)));

    const refused = await bench.ledger.commit(buildCommit({ expected: atRev(0), ...of('b', true) }));
    const others = await bench.ledger.commit(buildCommit({ expected: atRev(1), ...of('a', false) }));
    const own = await bench.ledger.commit(buildCommit({ expected: atRev(1), ...of('b', true) }));
    const after = await bench.ledger.commit(buildCommit({ expected: atRev(2), ...of('a', false) }));

    expect([refused.kind, others.kind, own.kind, after.kind]).toEqual(['stale', 'stale', 'committed', 'committed']);
  });

  it('ends the turn of a process that is gone', async () => {
    await bench.ledger.commit(buildCommit(of('a', false)));
    await bench.ledger.commit(buildCommit({ expected: atRev(0), ...of('gone', true) }));

    const ttl = await bench.server.redis.pttl('pr:turn:i1');

    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(1000);
  });
});

describe('commit', () => {
  it('writes incident, checks, alerts, timeline, pages and due time in one step', async () => {
    const entry = { at: T0, kind: 'opened' as const, text: 'Parsoid fails' };

    const result = await bench.ledger.commit(
      buildCommit({
        alerts: [accounted()],
        checks: [buildCheck()],
        checkRecords: new Map([['icinga/wtp1!http', record]]),
        timeline: [entry],
        pages: [buildPage()],
        dueAt: T0 + 900_000,
      }),
    );

    expect(result).toEqual({ kind: 'committed', rev: 1, number: 1, dueMethods: ['sms:+12025550143'], claimed: [] });
    const incident = await bench.ledger.readIncident('1');
    expect(incident).toEqual({
      ...buildHead(),
      rev: 1,
      number: 1,
      checks: new Map([[buildCheck().key, buildCheck()]]),
    });
    expect(await bench.ledger.readIncident('i1')).toEqual(incident);
    expect(await bench.ledger.readTimeline('i1')).toEqual([entry]);
    expect(await bench.ledger.readAlert('a1')).toEqual({ ...accounted(), incidentId: 'i1' });
    expect(await bench.ledger.listAlerts('i1')).toHaveLength(1);
    expect((await bench.ledger.readPage('p1'))?.calls).toEqual(
      new Map([
        ['p1/0', 'pending'],
        ['p1/1', 'fallback'],
      ]),
    );
    expect(await bench.ledger.openIncidentIds()).toEqual(['i1']);
  });

  it('gives a situation that the next commit may expect', async () => {
    const checks = new Map([['icinga/wtp1!http', record]]);
    await bench.ledger.commit(buildCommit({ checkRecords: checks }));

    const situation = await bench.ledger.readSituation('service:other', ['icinga/wtp1!http', 'icinga/new']);
    const next = await bench.ledger.commit(
      buildCommit({
        expected: { incident: { id: 'i1', rev: 1 }, checks: situation.checkRecords, windowEpoch: 0 },
        checkRecords: new Map([['icinga/wtp1!http', { ...record, incidentId: null, recoveredAt: T0 }]]),
      }),
    );

    expect(situation.incidents.map(({ id }) => id)).toEqual(['i1']);
    expect(situation.checkRecords).toEqual(new Map([...checks, ['icinga/new', null]]));
    expect(next).toMatchObject({ kind: 'committed', rev: 2, number: 1 });
  });

  it.each([
    ['another rev', { expected: atRev(7) }],
    ['an open incident of the same key', { head: buildHead({ id: 'i2' }) }],
    ['the same new incident', {}],
    ['another window epoch', { expected: atRev(1, 3) }],
    [
      'another record of a check',
      { expected: { ...atRev(1), checks: new Map([['icinga/wtp1!http', { ...record, recoveredAt: 1 }]]) } },
    ],
    [
      'a record of a check thought unknown',
      { expected: { ...atRev(1), checks: new Map([['icinga/wtp1!http', null]]) } },
    ],
  ])('is stale and writes nothing when it finds %s', async (_, over) => {
    await bench.ledger.commit(buildCommit({ checkRecords: new Map([['icinga/wtp1!http', record]]) }));

    const result = await bench.ledger.commit(
      buildCommit({ alerts: [accounted({ id: 'a9' })], pages: [buildPage()], ...over }),
    );

    expect(result).toEqual({ kind: 'stale' });
    expect(await bench.ledger.readAlert('a9')).toBeNull();
    expect(await bench.ledger.readPage('p1')).toBeNull();
    expect((await bench.ledger.readIncident('i1'))?.rev).toBe(1);
  });

  it('is stale when a window was opened meanwhile', async () => {
    await bench.ledger.windows.write(buildWindow(), T0);

    expect(await bench.ledger.commit(buildCommit())).toEqual({ kind: 'stale' });
  });

  it.each([
    ['the same alert much later', { receivedAt: T0 + 3_600_000 }, 'duplicates'],
    ['an equal event key within 60 s', { id: 'a2', receivedAt: T0 + 60_000 }, 'duplicates'],
    ['an equal event key after 61 s', { id: 'a2', receivedAt: T0 + 61_000 }, 'committed'],
    [
      'an equal event key of a spool after a day',
      { id: 'a2', receivedAt: T0 + 86_400_000, spooled: true },
      'duplicates',
    ],
    ['another event key', { id: 'a2', eventKey: 'event-2' }, 'committed'],
  ])('judges %s', async (_, over, kind) => {
    await bench.ledger.commit(buildCommit({ alerts: [accounted()] }));

    const result = await bench.ledger.commit(buildCommit({ expected: atRev(1), alerts: [accounted(over)] }));

    expect(result.kind).toBe(kind);
    if (result.kind === 'duplicates') expect([...result.known.values()]).toEqual(['a1']);
  });

  it('counts the 60 s from the latest repeat', async () => {
    const send = (id: string, receivedAt: number) =>
      bench.ledger.commit(buildCommit({ head: null, alerts: [accounted({ id, receivedAt })] }));
    await send('a1', T0);
    await send('a2', T0 + 61_000);

    const third = await send('a3', T0 + 100_000);

    expect(third).toEqual({ kind: 'duplicates', known: new Map([['a3', 'a2']]) });
  });

  it('finds duplicates among its own alerts', async () => {
    const result = await bench.ledger.commit(buildCommit({ alerts: [accounted(), accounted({ id: 'a2' })] }));

    expect(result).toEqual({ kind: 'duplicates', known: new Map([['a2', 'a1']]) });
    expect(await bench.ledger.readIncident('i1')).toBeNull();
  });

  it('records alerts without touching an incident', async () => {
    const result = await bench.ledger.commit(
      buildCommit({ head: null, alerts: [{ alert: buildAlert(), outcome: 'recorded', because: 'nothing known' }] }),
    );

    expect(result).toEqual({ kind: 'committed', rev: 0, number: 0, dueMethods: [], claimed: [] });
    expect(await bench.ledger.readAlert('a1')).toMatchObject({ incidentId: null, outcome: 'recorded' });
    expect(await bench.ledger.openIncidentIds()).toEqual([]);
  });

  it('keeps a row for an alert that was recognized as duplicate', async () => {
    await bench.ledger.commit(buildCommit({ alerts: [accounted()] }));

    const result = await bench.ledger.commit(
      buildCommit({ head: null, alerts: [{ alert: buildAlert({ id: 'a2' }), outcome: 'duplicate', because: 'a1' }] }),
    );

    expect(result.kind).toBe('committed');
    expect(await bench.ledger.readAlert('a2')).toMatchObject({ outcome: 'duplicate' });
  });

  it('takes back unclaimed problem calls, and leaves recovery calls', async () => {
    const recovery = buildPage({ id: 'p2', reason: 'recovery' });
    await bench.ledger.commit(buildCommit({ pages: [buildPage(), recovery] }));

    const result = await bench.ledger.commit(
      buildCommit({ expected: atRev(1), head: buildHead({ state: 'acknowledged' }), cancel: 'acknowledged by mia' }),
    );

    expect(result.kind).toBe('committed');
    expect([...((await bench.ledger.readPage('p1'))?.calls.values() ?? [])]).toEqual(['cancelled', 'cancelled']);
    expect([...((await bench.ledger.readPage('p2'))?.calls.values() ?? [])]).toEqual(['pending', 'fallback']);
  });

  it('plans after it cancels, and leaves a page that exists', async () => {
    await bench.ledger.commit(buildCommit({ pages: [buildPage()] }));

    const result = await bench.ledger.commit(
      buildCommit({ expected: atRev(1), cancel: 'severity rose', pages: [buildPage(), buildPage({ id: 'p2' })] }),
    );

    expect(result).toMatchObject({ kind: 'committed', dueMethods: ['sms:+12025550143'], claimed: [] });
    expect((await bench.ledger.readPage('p1'))?.calls.get('p1/0')).toBe('cancelled');
    expect((await bench.ledger.readPage('p2'))?.calls.get('p2/0')).toBe('pending');
  });

  it('closes a resolved incident, lets its key open again under a new number, and limits how long it is kept', async () => {
    await bench.ledger.commit(buildCommit({ dueAt: T0 + 1000 }));
    await bench.ledger.commit(buildCommit({ expected: atRev(1), head: buildHead({ state: 'resolved' }), dueAt: null }));

    const again = await bench.ledger.commit(buildCommit({ head: buildHead({ id: 'i2' }) }));

    expect(again).toMatchObject({ kind: 'committed', rev: 1, number: 2 });
    expect(await bench.ledger.openIncidentIds()).toEqual(['i2']);
    expect(await bench.ledger.oldestDue()).toBeNull();
    expect(await bench.server.redis.ttl('pr:incident:i1')).toBeGreaterThan(29 * 86_400);
    expect(await bench.server.redis.ttl('pr:incident-number:1')).toBeGreaterThan(29 * 86_400);
    expect(await bench.server.redis.ttl('pr:incident:i2')).toBe(-1);
  });

  it('has one winner when two processes commit at once', async () => {
    await bench.ledger.commit(buildCommit());
    const acknowledge = buildCommit({ expected: atRev(1), head: buildHead({ state: 'acknowledged' }), cancel: 'ack' });
    const escalate = buildCommit({ expected: atRev(1), head: buildHead({ step: 2 }), pages: [buildPage()] });

    const results = await Promise.all([bench.ledger.commit(acknowledge), bench.ledger.commit(escalate)]);

    expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'stale']);
  });

  it('does not call a method due whose calls lie ahead or whose limits hold it', async () => {
    const later = buildPage({ calls: [{ id: 'p1/0', ...roanSms, dueAt: T0 + 1 }] });

    const result = await bench.ledger.commit(buildCommit({ pages: [later] }));

    expect(result).toMatchObject({ dueMethods: [] });
    expect(await bench.ledger.oldestDue()).toBe(T0 + 1);
  });

  it('keeps the newest 1,000 timeline lines', async () => {
    const timeline = Array.from({ length: 1005 }, (_, i) => ({ at: T0 + i, kind: 'note' as const, text: `${i}` }));

    await bench.ledger.commit(buildCommit({ timeline }));

    const kept = await bench.ledger.readTimeline('i1');
    expect(kept).toHaveLength(1000);
    expect(kept[0]?.text).toBe('5');
  });

  it('takes texts that were cut in the middle of a character', async () => {
    const cut = '\ud83d';
    const head = buildHead({ title: cut });
    const page = buildPage({ text: cut, because: [cut] });

    const first = await bench.ledger.commit(buildCommit({ head, pages: [page], cancel: cut }));
    const second = await bench.ledger.commit(buildCommit({ expected: atRev(1), head, cancel: cut }));

    expect([first.kind, second.kind]).toEqual(['committed', 'committed']);
    expect((await bench.ledger.readIncident('i1'))?.title).toBe('\ufffd');
  });

  it('refuses a call that does not belong to its page before anything is written', async () => {
    const page = buildPage({ calls: [{ id: 'stray', ...roanSms, dueAt: T0 }] });

    await expect(bench.ledger.commit(buildCommit({ pages: [page] }))).rejects.toThrow(
      'call stray does not belong to page p1',
    );
    expect(await bench.server.redis.dbsize()).toBe(0);
  });

  it('refuses a head of another incident than the expected one', async () => {
    await expect(
      bench.ledger.commit(buildCommit({ expected: atRev(1), head: buildHead({ id: 'i2' }) })),
    ).rejects.toThrow('commit of incident i2 expects incident i1');
  });
});
