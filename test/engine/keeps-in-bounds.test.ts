import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { buildAlert } from '../pipeline/decide/evening.js';
import { useGatedLedger } from './gated-ledger.js';

const MOST = 3;

const at = useGatedLedger();

const gate = async () => at.gate({ mostInMemory: MOST, busyFrom: Number.POSITIVE_INFINITY });

const failing = (over: Partial<Alert> = {}) => buildAlert({ host: 'web1', check: 'http', ...over });

describe('a ledger that cannot keep up', () => {
  it('fills the journal, not the memory, and gets every alert in the end', async () => {
    const { keep, asked, waiting, shut, open, replay } = await gate();
    await keep([failing()]);
    shut();
    const repeats = Array.from({ length: 8 }, () => failing());

    const answers = [];
    for (const repeat of repeats) answers.push(await keep([repeat]));
    const inMemory = asked.length;
    const aside = waiting.toReplay().length;
    open();
    const done = await replay.run();
    const rows = await Promise.all(repeats.map(({ id }) => at.engine.deps.ledger.readAlert(id)));

    expect(answers).toEqual(repeats.map(({ id }) => [id]));
    expect([inMemory, aside]).toEqual([MOST, repeats.length - MOST]);
    expect([done, waiting.toReplay()]).toEqual([true, []]);
    expect(rows.map((row) => row?.outcome)).toEqual(repeats.map(() => 'recorded'));
  });

  it.each<[string, Partial<Alert>]>([
    ['a new problem', { host: 'web2' }],
    ['an acknowledgement', { kind: 'acknowledgement', failing: true, author: 'roan' }],
    ['a recovery', { kind: 'recovery', failing: false }],
  ])('takes %s without a detour', async (_name, over) => {
    const { keep, asked, waiting, shut, open } = await gate();
    await keep([failing()]);
    shut();
    for (let n = 0; n < MOST; n += 1) await keep([failing()]);
    const urgent = failing(over);

    await keep([urgent]);
    open();

    expect(asked.at(-1)?.id).toBe(urgent.id);
    expect(waiting.toReplay()).toEqual([]);
  });

  it('is waited for by every alert where the disk cannot store', async () => {
    const { keep, asked, shut, open } = await gate();
    await keep([failing()]);
    shut();
    await Promise.all(Array.from({ length: MOST }, () => keep([failing()])));
    at.disk.limitSpace(0);

    const answer = keep([failing()]);
    setTimeout(open, 300);

    expect(await answer).toHaveLength(1);
    expect(asked).toHaveLength(MOST + 1);
  });
});
