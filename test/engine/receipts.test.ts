import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { knownDelivery } from '../../src/domain/known-delivery.js';
import type { Notification } from '../../src/domain/notification.js';
import type { ReceiptStatus } from '../../src/domain/receipt.js';
import { buildAlert, minute, second } from '../pipeline/decide/evening.js';
import { accepted, type Bench, permanent, startBench, type TestEngine, unknown } from './engines.js';
import { roanAlone } from './roan-alone.js';

let bench: Bench;
let engine: TestEngine;

beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.clear();
  engine = await bench.engine({ rules: roanAlone(), withReceipts: true });
});
afterAll(() => bench.stop());

async function sms(): Promise<Notification> {
  const { items } = await bench.ledger.listNotifications({ limit: 50 });
  const found = items.find(({ channel, person }) => channel === 'sms' && person === 'roan');
  if (found === undefined) throw new Error('roan got no text');
  return found;
}

async function page(): Promise<void> {
  await engine.triage(buildAlert());
  await bench.settle(engine);
}

async function tell(status: ReceiptStatus | null, errorCode: string | null = null): Promise<void> {
  const { id: notificationId } = await sms();
  await engine.receipts.take({ notificationId, providerId: 'P1', status, word: status ?? 'teleported', errorCode });
  await bench.settle(engine);
}

async function story(): Promise<readonly string[]> {
  const incident = await bench.ledger.readIncident('1');
  return (await bench.ledger.readTimeline(incident?.id ?? '')).map(({ text }) => text);
}

describe('receipts', () => {
  it('tell how far a text has come, and since when; nobody else is called', async () => {
    await page();
    expect(knownDelivery(await sms())).toMatchObject({ status: 'queued' });

    bench.clock.set(bench.clock.now() + 3 * second);
    await tell('sent');
    expect(knownDelivery(await sms())).toMatchObject({ status: 'sent', at: bench.clock.now() });
    await tell('delivered');
    await tell('sent');
    await bench.advance(10 * minute, engine);

    expect(knownDelivery(await sms())).toMatchObject({ status: 'delivered' });
    expect(bench.news()).toEqual(['roan sms']);
    expect((await story()).filter((text) => text.endsWith('delivered'))).toEqual([
      'roan by SMS (+1•••4114): delivered',
    ]);
  });

  it.each(['undelivered', 'failed'] as const)('call the next method at once when the text is %s', async (status) => {
    await page();

    await tell(status, '30003');

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect(await sms()).toMatchObject({ state: 'failed', error: '30003: out of reach', receipt: { status } });
    expect(knownDelivery(await sms())).toMatchObject({ status: 'failed', errorCode: '30003' });
    expect(await story()).toContain('roan by SMS (+1•••4114): failed, 30003: out of reach');
    expect(await bench.ledger.listDeadLetters(10)).toEqual([]);
  });

  it('that repeat a failure, or take it back, call nobody again', async () => {
    await page();

    for (const status of ['failed', 'failed', 'delivered', 'undelivered'] as const) await tell(status, '30003');
    await bench.advance(10 * minute, engine);

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect((await sms()).receipt?.status).toBe('failed');
  });

  it('leave a dead letter, tell ops and let the next step go when no method is left', async () => {
    bench.answer = ({ channel, person }) => (channel === 'email' && person === 'roan' ? permanent : accepted);
    await page();

    await tell('undelivered', '30005');

    const news = bench.news();
    expect(news.slice(0, 2)).toEqual(['roan sms', 'roan email']);
    expect(news.slice(2).sort()).toEqual(['ariel sms', 'daniel sms']);
    expect(await bench.ledger.listDeadLetters(10)).toMatchObject([{ person: 'roan' }]);
  });

  it('that want mending by the operator are told to ops', async () => {
    await page();

    await tell('failed', '30034');

    expect(bench.news()).toEqual(['roan sms', 'roan email', 'daniel sms', 'daniel email']);
    expect(bench.sent.at(-1)?.text).toMatch(/the sms provider refuses to send: 30034/);
  });

  it.each([
    ['acknowledged', () => engine.operations.acknowledge('1', { person: 'roan', via: 'api' })],
    ['resolved', () => engine.operations.resolve('1', { person: 'roan', via: 'api' })],
  ])('of what has been %s meanwhile are noted, and call nobody', async (_, act) => {
    await page();
    await act();
    await bench.settle(engine);
    bench.news();

    await tell('undelivered', '30003');

    expect(bench.news()).toEqual([]);
    expect(await sms()).toMatchObject({ state: 'failed' });
    expect(await bench.ledger.listDeadLetters(10)).toEqual([]);
  });

  it('with a word that nobody knows change nothing', async () => {
    await page();
    const before = await sms();

    await tell(null);

    expect(await sms()).toEqual(before);
  });

  it('of messages that are not ours are let go', async () => {
    const stranger = {
      notificationId: 'gone',
      providerId: 'P9',
      status: 'failed',
      word: 'failed',
      errorCode: null,
    } as const;

    await expect(engine.receipts.take(stranger)).resolves.toBeUndefined();
  });
});

describe('a receipt that does not come', () => {
  it('leaves the text unknown, and calls the next method after 60 s, once', async () => {
    await page();

    await bench.advance(59 * second, engine);
    expect(bench.news()).toEqual(['roan sms']);
    await bench.advance(second, engine);

    expect(bench.news()).toEqual(['roan email']);
    expect(await sms()).toMatchObject({ state: 'accepted', error: null, unconfirmedAt: bench.clock.now() });
    expect(knownDelivery(await sms())).toMatchObject({ status: 'unknown', at: bench.clock.now() });
    expect(await story()).toContain('roan by SMS (+1•••4114): unknown, no receipt within 60 s');
    await bench.advance(10 * minute, engine);
    expect(bench.news()).toEqual([]);
    expect(await bench.ledger.listDeadLetters(10)).toEqual([]);
  });

  it('is found by another process, after this one is gone', async () => {
    await page();
    await engine.dispatcher.stop();
    const other = await bench.engine({ rules: roanAlone(), withReceipts: true });

    await bench.advance(minute, other);

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
  });

  it('is no failure: nobody is out of reach, no step goes early', async () => {
    bench.answer = ({ channel, person }) => (channel === 'email' && person === 'roan' ? permanent : accepted);
    await page();

    await bench.advance(2 * minute, engine);

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect(await bench.ledger.listDeadLetters(10)).toEqual([]);
    expect(await bench.ledger.readIncident('1')).toMatchObject({ step: 1 });
  });

  it('may be final, since carriers that know no more tell "sent" and stay there', async () => {
    await page();
    await tell('sent');

    await bench.advance(minute, engine);

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect(knownDelivery(await sms())).toMatchObject({ status: 'sent' });
    expect(await story()).toContain('roan by SMS (+1•••4114): unknown, no more than "sent" was told within 60 s');
  });

  it('calls nobody once somebody has acknowledged', async () => {
    await page();
    await engine.operations.acknowledge('1', { person: 'roan', via: 'api' });

    await bench.advance(minute, engine);

    expect(bench.news()).toEqual(['roan sms']);
    expect(knownDelivery(await sms())).toMatchObject({ status: 'unknown' });
  });

  it('may come late, and is noted; a late failure calls no second time', async () => {
    await page();
    await bench.advance(minute, engine);
    bench.news();

    await tell('undelivered', '30003');

    expect(bench.news()).toEqual([]);
    expect(await sms()).toMatchObject({ state: 'failed', receipt: { status: 'undelivered' } });
  });

  it('is not waited for where the provider sends none', async () => {
    engine = await bench.engine({ rules: roanAlone() });
    await page();

    await bench.advance(2 * minute, engine);

    expect(bench.news()).toEqual(['roan sms']);
    expect(await sms()).toMatchObject({ receiptDueAt: null, unconfirmedAt: null });
  });
});

describe('a receipt before our own record', () => {
  it.each([
    ['the call is not answered', unknown],
    ['the call seems not to have been taken', { kind: 'retry', code: '20429', text: 'busy', afterSeconds: 1 } as const],
    ['the call seems to have failed', permanent],
  ])('keeps the text from being sent again when %s', async (_, outcome) => {
    bench.answer = async ({ channel, notificationId }) => {
      if (channel !== 'sms') return accepted;
      await engine.receipts.take({ notificationId, providerId: 'P7', status: 'sent', word: 'sent', errorCode: null });
      return outcome;
    };

    await page();
    await bench.advance(30 * second, engine);

    expect(bench.news()).toEqual(['roan sms']);
    expect(await sms()).toMatchObject({ state: 'accepted', providerId: 'P7', possibleDuplicate: false, attempts: 1 });
  });

  it('that says it failed calls the next method once our record is written', async () => {
    bench.answer = async ({ channel, notificationId }) => {
      const failed = {
        notificationId,
        providerId: 'P1',
        status: 'failed',
        word: 'failed',
        errorCode: '30003',
      } as const;
      if (channel === 'sms') await engine.receipts.take(failed);
      return accepted;
    };

    await page();

    expect(bench.news()).toEqual(['roan sms', 'roan email']);
    expect(await sms()).toMatchObject({ state: 'failed', receipt: { status: 'failed', errorCode: '30003' } });
  });
});

describe('requests that no provider has signed', () => {
  it('are told to ops once, when they repeat', async () => {
    for (let n = 0; n < 5; n += 1) engine.receipts.reportForged('twilio', 'look at the token');
    await bench.settle(engine);

    expect(bench.news()).toEqual(['daniel sms']);
    expect(bench.sent[0]?.text).toMatch(/Requests of twilio come without its signature/);
  });

  it('are not told when there are one or two', async () => {
    for (let n = 0; n < 2; n += 1) engine.receipts.reportForged('twilio', 'look at the token');
    await bench.settle(engine);

    expect(bench.news()).toEqual([]);
  });
});
