import { describe, expect, it } from '@jest/globals';
import type { Page } from '../../../src/domain/page.js';
import type { Limits } from '../../../src/domain/rules.js';
import type { ClaimRequest, ClaimResult } from '../../../src/ports-delivery.js';
import { buildCommit, buildHead, buildPage, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const bench = useLedger();
let claims = 0;
const MINUTE = 60_000;
/** Two of three are for further pages, one is kept for services that the person has not heard of. */
const threeAnHour: Limits = [{ count: 3, seconds: 3600 }];

function offer(now: number, limits: Limits): ClaimRequest {
  claims += 1;
  return { method: roanSms, now, limits, leaseMs: 20_000, notificationId: `n${claims}` };
}

async function claim(now: number, limits: Limits = threeAnHour): Promise<ClaimResult> {
  return await bench.ledger.claim(offer(now, limits));
}

interface Opening {
  readonly at?: number;
  readonly service?: string | null;
  readonly severity?: Page['severity'];
  readonly offers?: readonly ClaimRequest[];
}

async function open(id: string, { at = T0, service = null, severity = 'critical', offers = [] }: Opening = {}) {
  const calls = [{ id: `page-${id}/0`, ...roanSms, dueAt: at }];
  const pages = [buildPage({ id: `page-${id}`, incidentId: id, severity, calls })];
  const head = buildHead({ id, key: `k:${id}`, service, openedAt: at });
  return await bench.ledger.commit(buildCommit({ now: at, head, pages, claims: offers }));
}

function callIds(result: ClaimResult): readonly string[] {
  return result.kind === 'claimed' ? result.calls.map(({ callId }) => callId) : [];
}

async function methodsDue(at: number): Promise<readonly string[]> {
  const refs = await bench.ledger.leaseDue(at, 1000, 100);
  return refs.flatMap((ref) => (ref.kind === 'method' ? [ref.key] : []));
}

describe('a service that its reader has not heard of', () => {
  it('goes ahead of more than a bundle holds, with or without limits', async () => {
    for (let n = 0; n < 520; n += 1) await open(`h${n}`, { at: T0 + n });
    await open('shop', { at: T0 + 1000, service: 'shop' });

    const one = await claim(T0 + 2000, []);
    const next = await claim(T0 + 2000, []);
    const bundle = await claim(T0 + 2000, threeAnHour);

    expect([callIds(one), callIds(next)]).toEqual([['page-h0/0'], ['page-shop/0']]);
    expect(bundle).toMatchObject({ leftCount: 19, more: true });
    expect(callIds(bundle)).toHaveLength(500);
  });

  it('finds a place in the limits that further pages leave free, and takes them along', async () => {
    for (const [n, at] of [T0, T0 + MINUTE].entries()) {
      await open(`a${n}`, { at, service: 'a' });
      await claim(at);
    }
    await open('a2', { at: T0 + 2 * MINUTE, service: 'a' });
    const held = await claim(T0 + 2 * MINUTE);
    const before = await methodsDue(T0 + 3 * MINUTE);

    await open('b', { at: T0 + 3 * MINUTE, service: 'b' });
    const due = await methodsDue(T0 + 3 * MINUTE);
    const result = await claim(T0 + 3 * MINUTE);
    await open('c', { at: T0 + 4 * MINUTE, service: 'c' });

    expect([held, before]).toEqual([{ kind: 'held', until: T0 + 60 * MINUTE }, []]);
    expect(due).toEqual(['sms:+12025550143']);
    expect(callIds(result)).toEqual(['page-b/0', 'page-a2/0']);
    expect(result).toMatchObject({ heldCount: 1 });
    expect(await claim(T0 + 4 * MINUTE)).toEqual({ kind: 'held', until: T0 + 60 * MINUTE });
  });

  it('is further for an hour after it was told, then new again', async () => {
    const twice: Limits = [{ count: 3, seconds: 7200 }];
    for (const [n, at] of [T0, T0 + MINUTE].entries()) {
      await open(`a${n}`, { at, service: 'a' });
      await claim(at, twice);
    }

    await open('a2', { at: T0 + 2 * MINUTE, service: 'a' });
    const soon = await claim(T0 + 2 * MINUTE, twice);
    await open('a3', { at: T0 + 62 * MINUTE, service: 'a' });
    const later = await claim(T0 + 62 * MINUTE, twice);

    expect(soon.kind).toBe('held');
    expect(callIds(later)).toEqual(['page-a2/0', 'page-a3/0']);
  });

  it('makes room for the next one of its service when its call is taken back', async () => {
    for (const [n, at] of [T0, T0 + MINUTE].entries()) {
      await open(`a${n}`, { at, service: 'a' });
      await claim(at);
    }
    const perMinute: Limits = [{ count: 1, seconds: 60 }, ...threeAnHour];
    const early = T0 + 2 * MINUTE - 6000;
    await open('b0', { at: early, service: 'b', offers: [offer(early, perMinute)] });
    const taken = { incident: { id: 'b0', rev: 1 }, checks: new Map(), windowEpoch: 0 };
    const head = buildHead({ id: 'b0', key: 'k:b0', service: 'b', state: 'resolved' });
    await bench.ledger.commit(buildCommit({ head, expected: taken, cancel: 'resolved' }));
    await open('b1', { at: T0 + 3 * MINUTE, service: 'b' });

    expect(callIds(await claim(T0 + 3 * MINUTE, perMinute))).toEqual(['page-b1/0']);
  });

  it('need not wait for the last five seconds of a minute, so that it is there within it; further ones, and hours, do', async () => {
    const perMinute: Limits = [
      { count: 1, seconds: 60 },
      { count: 2, seconds: 3600 },
    ];
    await open('a0', { service: 'a' });
    await claim(T0, perMinute);
    await open('a1', { at: T0 + 1, service: 'a' });
    const further = await claim(T0 + 55_000, perMinute);
    await open('b0', { at: T0 + 2, service: 'b' });
    const before = await claim(T0 + 54_999, perMinute);
    const first = await claim(T0 + 55_000, perMinute);
    await open('c0', { at: T0 + 56_000, service: 'c' });
    const withinTheHour = await claim(T0 + 3_599_999, perMinute);

    expect(further).toMatchObject({ kind: 'held', until: T0 + 60_000 });
    expect(before).toMatchObject({ kind: 'held', until: T0 + 55_000 });
    expect(callIds(first)).toEqual(['page-b0/0', 'page-a1/0']);
    expect(withinTheHour).toMatchObject({ kind: 'held', until: T0 + 3_600_000 });
  });

  it('may leave with its commit while further ones of the same moment are held', async () => {
    for (const [n, at] of [T0, T0 + MINUTE].entries()) {
      await open(`a${n}`, { at, service: 'a' });
      await claim(at);
    }
    const at = T0 + 2 * MINUTE;

    const further = await open('a2', { at, service: 'a', offers: [offer(at, threeAnHour)] });
    const first = await open('b', { at, service: 'b', offers: [offer(at, threeAnHour)] });

    expect(further).toMatchObject({ kind: 'committed', claimed: [], dueMethods: [] });
    expect(first).toMatchObject({ claimed: [{ calls: [{ callId: 'page-b/0' }, { callId: 'page-a2/0' }] }] });
  });
});

describe('a page that the limits hold', () => {
  it('is a line in the timeline of its incident at once', async () => {
    const perMinute: Limits = [{ count: 1, seconds: 60 }];
    await open('a', { service: 'a', offers: [offer(T0, perMinute)] });

    await open('b', { at: T0 + 17_000, service: 'b', offers: [offer(T0 + 17_000, perMinute)] });

    const lines = (await bench.ledger.readTimeline('b')).filter(({ kind }) => kind === 'held');
    expect(lines).toEqual([
      {
        at: T0 + 17_000,
        kind: 'held',
        person: 'roan',
        text: 'roan by SMS: held back by the limits, goes with the next bundle, in 38 s at the latest',
      },
    ]);
  });

  it('goes in order of severity, whatever came first', async () => {
    await open('w', { service: 'w', severity: 'warning' });
    await open('h', { at: T0 + 1, severity: 'critical' });
    await open('s', { at: T0 + 2, service: 's', severity: 'critical' });

    expect(callIds(await claim(T0 + 3))).toEqual(['page-h/0', 'page-s/0', 'page-w/0']);
  });
});
