import { describe, expect, it } from '@jest/globals';
import { createProviderStandings } from '../../../src/channels/sms/provider-standings.js';
import type { SendOutcome } from '../../../src/domain/delivery.js';
import type { Notification } from '../../../src/domain/notification.js';
import type { ReceiptStatus } from '../../../src/domain/receipt.js';
import { aNotification, EVENING } from '../../pipeline/deliver/builders.js';

const MINUTE = 60_000;
const ACCEPTED: SendOutcome = { kind: 'accepted', providerId: 'SM1' };
const NO_CONNECTION: SendOutcome = {
  kind: 'retry',
  code: 'ECONNREFUSED',
  text: 'no connection',
  afterSeconds: null,
  elsewhere: true,
};

function standings() {
  let now = EVENING;
  const made = createProviderStandings(['one', 'two'], () => now);
  return {
    ...made,
    wait(ms: number) {
      now += ms;
    },
  };
}

interface Told {
  readonly status?: ReceiptStatus;
  readonly errorCode?: string;
  readonly provider?: string;
  /** Before now. */
  readonly age?: number;
}

function messages(count: number, { status, errorCode = '', provider = 'one', age = 2 * MINUTE }: Told, at = EVENING) {
  const createdAt = at - age;
  const receipt = status === undefined ? null : { status, at: createdAt, errorCode: errorCode || null };
  const one: Notification = aNotification({
    ...{ provider, createdAt, receipt },
    state: 'accepted',
    receiptDueAt: createdAt + MINUTE,
  });
  return Array.from({ length: count }, () => one);
}

describe('the standing of a provider', () => {
  it('is lost for a minute when it is down, then for longer, and regained by an accepted text', () => {
    const { note, faultOf, wait } = standings();
    for (const rest of [1, 2, 4, 8, 10, 10]) {
      note('one', NO_CONNECTION);
      wait(rest * MINUTE - 1);
      expect(faultOf('one')).toEqual({ rank: 2, because: 'ECONNREFUSED: no connection' });
      wait(1);
      expect(faultOf('one')).toBeNull();
    }
    note('one', ACCEPTED);
    note('one', NO_CONNECTION);
    wait(MINUTE);

    expect([faultOf('one'), faultOf('two')]).toEqual([null, null]);
  });

  it('is lost as long as it asks for', () => {
    const { note, faultOf, wait } = standings();
    note('one', { ...NO_CONNECTION, afterSeconds: 7 });
    wait(6_999);
    expect(faultOf('one')?.rank).toBe(2);
    wait(1);
    expect(faultOf('one')).toBeNull();
  });

  it.each<SendOutcome>([
    { kind: 'permanent', code: '21211', text: 'no number', configuration: false },
    { kind: 'permanent', code: '21612', text: 'not to this phone', configuration: true, elsewhere: true },
    { kind: 'retry', code: '30003', text: 'switched off', afterSeconds: null, elsewhere: false },
  ])('is not lost by $code', (outcome) => {
    const { note, faultOf } = standings();
    note('one', outcome);

    expect(faultOf('one')).toBeNull();
  });

  it.each<[string, Notification[], boolean]>([
    ['ten without a receipt', messages(10, {}), true],
    ['ten that came no further than the carrier', messages(10, { status: 'sent' }), true],
    ['ten that failed on their way', messages(10, { status: 'undelivered', errorCode: '30008' }), true],
    ['nine', messages(9, {}), false],
    ['half delivered', [...messages(5, {}), ...messages(5, { status: 'delivered' })], false],
    ['less than half', [...messages(6, {}), ...messages(5, { status: 'delivered' })], true],
    ['the phones being off', messages(10, { status: 'undelivered', errorCode: '30003' }), false],
    ['less than a minute of patience', messages(10, { age: MINUTE - 1 }), false],
    ['what is older than half an hour', messages(10, { age: 31 * MINUTE }), false],
    ['those of another provider', messages(10, { provider: 'two' }), false],
    ['the last twenty of more', [...messages(20, { status: 'delivered' }), ...messages(50, {})], false],
    ['mail, which has no receipts', messages(10, {}).map((one) => ({ ...one, receiptDueAt: null })), false],
  ])('by its receipts: %s', (_, newest, isPoor) => {
    const { measure, faultOf } = standings();
    measure(newest);

    expect(faultOf('one')).toEqual(isPoor ? { rank: 1, because: 'its receipts do not come' } : null);
  });

  it('comes back with the receipts, though they be late', () => {
    const { measure, faultOf } = standings();
    measure(messages(10, {}));
    measure(messages(10, { status: 'delivered' }));

    expect(faultOf('one')).toBeNull();
  });

  it('outlasts the minutes of a storm in which no message is old enough', () => {
    const { measure, faultOf, wait } = standings();
    measure(messages(10, {}));
    wait(5 * MINUTE);
    measure([]);
    expect(faultOf('one')?.rank).toBe(1);
    wait(1);
    measure([]);
    expect(faultOf('one')).toBeNull();
  });

  it('is lost again by three messages after that', () => {
    const { measure, faultOf, wait } = standings();
    measure(messages(10, {}));
    wait(6 * MINUTE);
    measure([]);
    measure(messages(3, {}, EVENING + 6 * MINUTE));

    expect(faultOf('one')?.rank).toBe(1);
  });
});
