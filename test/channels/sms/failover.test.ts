import { afterEach, describe, expect, it } from '@jest/globals';
import { createFailoverChannel } from '../../../src/channels/sms/failover.js';
import type { SendOutcome } from '../../../src/domain/delivery.js';
import type { MessageChannel } from '../../../src/ports.js';
import { aMessage, keptLog } from '../builders.js';

const RETRY: SendOutcome = {
  kind: 'retry',
  code: 'ECONNREFUSED',
  text: 'no connection',
  afterSeconds: null,
  elsewhere: true,
};
const REFUSED: SendOutcome = {
  kind: 'permanent',
  code: '20003',
  text: 'refused',
  configuration: true,
  elsewhere: true,
};
const DEAD: SendOutcome = {
  kind: 'permanent',
  code: '21211',
  text: 'no number',
  configuration: false,
  elsewhere: false,
};
const FAILED: SendOutcome = { kind: 'unknown', code: '503', text: 'the provider failed', elsewhere: true };
const SILENT: SendOutcome = { kind: 'unknown', code: 'TIMEOUT', text: 'no answer' };
const TAKEN: SendOutcome = { kind: 'accepted', providerId: 'SM1' };

interface Says {
  outcome: SendOutcome;
  /** How long each of its calls takes. */
  ms?: number;
}

describe('several providers', () => {
  const open: MessageChannel[] = [];

  afterEach(() => Promise.all(open.splice(0).map((made) => made.close())));

  function providers(one: Says, two: Says, found: string | null = null, unaskable: readonly string[] = []) {
    let now = 0;
    const called: string[] = [];
    const provider = (name: string, says: Says): MessageChannel => ({
      channel: 'sms',
      provider: name,
      send: async () => {
        called.push(name);
        now += says.ms ?? 0;
        return says.outcome;
      },
      ...(unaskable.includes(name)
        ? {}
        : { find: async () => (found === name ? { providerId: `SM-${name}` } : 'absent') }),
      close: async () => undefined,
    });
    const sms = createFailoverChannel({
      providers: [provider('one', one), provider('two', two)],
      recent: async () => [],
      clock: { now: () => now },
      log: keptLog(),
    });
    open.push(sms);
    return { sms, called, send: () => sms.send(aMessage()) };
  }

  it('use the first while it takes texts', async () => {
    const { send, called } = providers({ outcome: TAKEN }, { outcome: TAKEN });

    expect(await send()).toMatchObject({ kind: 'accepted', provider: 'one', refusals: [] });
    expect(called).toEqual(['one']);
  });

  it.each([
    [RETRY, []],
    [REFUSED, [{ provider: 'one', error: '20003: refused' }]],
  ])('let the second take what the first surely has not: %j', async (outcome, refusals) => {
    const { send, called } = providers({ outcome }, { outcome: TAKEN });

    expect(await send()).toEqual({ kind: 'accepted', providerId: 'SM1', provider: 'two', refusals });
    expect(called).toEqual(['one', 'two']);
  });

  it('ask the one that is down last, for a minute', async () => {
    const { send, called } = providers({ outcome: RETRY }, { outcome: TAKEN });
    await send();
    await send();

    expect(called).toEqual(['one', 'two', 'two']);
  });

  it('find the one that has recovered although the other one hangs', async () => {
    const two: Says = { outcome: RETRY };
    const { send, called } = providers({ outcome: SILENT, ms: 10_000 }, two);
    await send();
    await send();
    two.outcome = TAKEN;
    called.length = 0;

    const outcomes = [await send(), await send()];

    expect(called).toContain('two');
    expect(outcomes.map(({ kind }) => kind)).toContain('accepted');
  });

  it('do not repeat to one that cannot be asked what may have been taken twice', async () => {
    const { sms, called } = providers({ outcome: TAKEN }, { outcome: TAKEN }, null, ['one']);

    await sms.send({ ...aMessage(), isDoubtful: true });

    expect(called).toEqual(['two']);
  });

  it('do not try another one for a number that does not exist', async () => {
    const { send, called } = providers({ outcome: DEAD }, { outcome: TAKEN });

    expect(await send()).toEqual(DEAD);
    expect(called).toEqual(['one']);
  });

  it.each([
    [FAILED, true],
    [SILENT, undefined],
  ])('never send by themselves what may have been taken: %j', async (outcome, atOnce) => {
    const says = { outcome };
    const { send, called } = providers(says, { outcome: TAKEN });

    expect(await send()).toMatchObject({ kind: 'unknown', provider: 'one', atOnce });
    expect(called).toEqual(['one']);
    expect(await send()).toMatchObject({ kind: 'accepted', provider: 'two' });
  });

  it('say that nobody can take it now, or that nobody ever will', async () => {
    expect(await providers({ outcome: REFUSED }, { outcome: RETRY }).send()).toEqual({
      kind: 'retry',
      code: '20003',
      text: 'one 20003: refused; two ECONNREFUSED: no connection',
      afterSeconds: null,
      next: 'method',
    });
    expect(await providers({ outcome: REFUSED }, { outcome: REFUSED }).send()).toMatchObject({
      kind: 'permanent',
      configuration: true,
    });
  });

  it('begin no call that could outlive the lease: first another one is tried in a call of its own', async () => {
    const { send, called } = providers({ outcome: RETRY, ms: 5_000 }, { outcome: RETRY, ms: 5_000 });

    expect(await send()).toMatchObject({ kind: 'retry', next: 'provider' });
    expect(await send()).toMatchObject({ kind: 'retry', next: 'method' });
    expect(called).toEqual(['one', 'two']);
  });

  it('are both asked for a message, and the answer says who has it', async () => {
    const { sms } = providers({ outcome: TAKEN }, { outcome: TAKEN }, 'two');

    expect(await sms.find?.(aMessage())).toEqual({ providerId: 'SM-two', provider: 'two' });
  });
});
