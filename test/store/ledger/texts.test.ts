import { describe, expect, it } from '@jest/globals';
import type { HeardText } from '../../../src/domain/heard-text.js';
import type { TextSettlement } from '../../../src/ports-ledger.js';
import { buildCommit, buildHead, buildPage, roanSms, T0 } from './build.js';
import { useLedger } from './use-ledger.js';

const phone = roanSms.to;
const bench = useLedger();

const text = (id: string): HeardText => ({ v: 1, id, from: phone, body: 'ack', word: null, at: T0 });

function settlement(id: string, over: Partial<TextSettlement> = {}): TextSettlement {
  const call = { id: `reply-${id}/0`, ...roanSms, dueAt: T0 };
  const page = buildPage({ id: `reply-${id}`, incidentId: null, reason: 'reply', text: 'Done', calls: [call] });
  const reply = { page, notificationId: `n-${id}`, leaseMs: 20_000 };
  return { id, now: T0, from: phone, effect: true, reply, ...over };
}

async function settled(id: string, over: Partial<TextSettlement> = {}) {
  await bench.ledger.texts.hear(text(id), T0 + 15_000);
  return bench.ledger.texts.settle(settlement(id, over));
}

describe('texts that people send', () => {
  it('are heard once, and due until they are settled', async () => {
    expect(await bench.ledger.texts.hear(text('SM1'), T0 + 15_000)).toBe(true);
    expect(await bench.ledger.texts.hear(text('SM1'), T0 + 16_000)).toBe(false);

    expect(await bench.ledger.oldestDue()).toBe(T0 + 15_000);
    expect(await bench.ledger.leaseDue(T0 + 15_000, 1000, 10)).toEqual([{ kind: 'text', id: 'SM1' }]);
    expect(await bench.ledger.texts.read('SM1')).toEqual(text('SM1'));
  });

  it('are settled once, with a reply that is claimed already and due if its sender dies', async () => {
    const first = await settled('SM1');
    const second = await bench.ledger.texts.settle(settlement('SM1'));

    expect(first).toMatchObject({
      kind: 'claimed',
      notification: { id: 'n-SM1', state: 'sending', channel: 'sms', to: phone, person: 'roan', code: null },
      calls: [{ callId: 'reply-SM1/0', page: { text: 'Done' }, incident: null }],
    });
    expect(second).toBeNull();
    expect(await bench.ledger.texts.read('SM1')).toBeNull();
    expect(await bench.ledger.texts.hear(text('SM1'), T0)).toBe(false);
    expect(await bench.ledger.leaseDue(T0 + 30_000, 1000, 10)).toEqual([{ kind: 'notification', id: 'n-SM1' }]);
    expect((await bench.ledger.readPage('reply-SM1'))?.calls.get('reply-SM1/0')).toBe('claimed');
  });

  it('are replied to beside the limits of the phone, and do not count against them', async () => {
    const limits = [{ count: 1, seconds: 60 }];
    await settled('SM1');
    await settled('SM2');
    await bench.ledger.commit(
      buildCommit({ head: buildHead({ id: 'i1', key: 'service:i1' }), pages: [buildPage({ incidentId: 'i1' })] }),
    );

    const claim = { method: roanSms, now: T0, limits, leaseMs: 1000, notificationId: 'page' };

    expect(await bench.ledger.claim(claim)).toMatchObject({ kind: 'claimed' });
  });

  it('are replied to five times without effect, until something is done or a page comes', async () => {
    const passive = async (count: number, from: number) => {
      const replies = [];
      for (let n = 0; n < count; n += 1) replies.push((await settled(`SM${from + n}`, { effect: false })) !== null);
      return replies;
    };

    expect(await passive(7, 0)).toEqual([true, true, true, true, true, false, false]);
    expect(await settled('act')).not.toBeNull();
    expect(await passive(6, 10)).toEqual([true, true, true, true, true, false]);
    await bench.ledger.commit(
      buildCommit({ head: buildHead({ id: 'i1', key: 'service:i1' }), pages: [buildPage({ incidentId: 'i1' })] }),
    );
    await bench.ledger.claim({ method: roanSms, now: T0, limits: [], leaseMs: 1, notificationId: 'p', withCode: true });
    expect(await passive(1, 20)).toEqual([true]);
  });

  it('may be met with silence', async () => {
    expect(await settled('SM1', { reply: null })).toBeNull();
    expect(await bench.ledger.oldestDue()).toBeNull();
  });

  it('switch a phone off and on, which every claim tells', async () => {
    expect(await bench.ledger.texts.optOut(phone, T0)).toBe(true);
    expect(await bench.ledger.texts.optOut(phone, T0 + 1)).toBe(false);
    expect(await bench.ledger.texts.isOptedOut(phone)).toBe(true);
    await bench.ledger.commit(
      buildCommit({ head: buildHead({ id: 'i1', key: 'service:i1' }), pages: [buildPage({ incidentId: 'i1' })] }),
    );

    const claimed = await bench.ledger.claim({ method: roanSms, now: T0, limits: [], leaseMs: 1, notificationId: 'p' });

    expect(claimed).toMatchObject({ kind: 'claimed', optedOut: true });
    expect(await bench.ledger.texts.optOut(phone, null)).toBe(true);
    expect(await bench.ledger.texts.optOut(phone, null)).toBe(false);
    expect(await bench.ledger.texts.isOptedOut(phone)).toBe(false);
  });
});
