import { describe, expect, it } from '@jest/globals';
import { type AuditRecord, CHAIN_START } from '../../../src/domain/audit-record.js';
import { hashRecord } from '../../../src/pipeline/audit/hash-record.js';
import { createChainReader } from '../../../src/pipeline/audit/verify-chain.js';

function aChain(length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const unsigned = {
      v: 1 as const,
      seq,
      at: '2013-04-18T23:46:00.000Z',
      who: 'roan',
      actingAs: null,
      token: null,
      via: 'cli',
      from: '127.0.0.1',
      action: 'windows.open',
      target: `window ${seq}`,
      outcome: 'done' as const,
      code: null,
      reason: 'deploy',
      before: null,
      after: { services: ['parsoid'], id: String(seq) },
      prev: records.at(-1)?.hash ?? CHAIN_START,
    };
    records.push({ ...unsigned, hash: hashRecord(unsigned) });
  }
  return records;
}

function verdictOn(records: readonly AuditRecord[], noted: readonly { seq: number; hash: string }[] = []) {
  const reader = createChainReader(noted);
  for (const record of records) reader.read(record);
  return reader.verdict();
}

const at = (records: readonly AuditRecord[], index: number): AuditRecord => {
  const found = records[index];
  if (found === undefined) throw new Error(`no record ${index}`);
  return found;
};

describe('createChainReader', () => {
  it('finds a chain whole, and tells its end', () => {
    const chain = aChain(3);

    expect(verdictOn(chain)).toEqual({ kind: 'whole', records: 3, last: { seq: 3, hash: chain[2]?.hash } });
    expect(verdictOn([])).toMatchObject({ kind: 'whole', records: 0 });
  });

  it.each([
    ['a changed field', (chain: AuditRecord[]) => chain.with(1, { ...at(chain, 1), who: 'tim' }), 2],
    ['a changed state', (chain: AuditRecord[]) => chain.with(1, { ...at(chain, 1), after: { id: '9' } }), 2],
    ['a removed record', (chain: AuditRecord[]) => chain.toSpliced(1, 1), 2],
    ['a swap', (chain: AuditRecord[]) => [at(chain, 0), at(chain, 2), at(chain, 1)], 2],
    ['a removed beginning', (chain: AuditRecord[]) => chain.slice(1), 1],
    ['a repeated record', (chain: AuditRecord[]) => [at(chain, 0), at(chain, 0)], 2],
  ])('finds %s', (_name, tamper, seq) => {
    expect(verdictOn(tamper(aChain(3)))).toMatchObject({ kind: 'broken', seq });
  });

  it('finds a changed record whose hash was made anew, at the one behind it', () => {
    const chain = aChain(3);
    const { hash: _hash, ...changed } = { ...at(chain, 1), who: 'tim' };

    expect(verdictOn(chain.with(1, { ...changed, hash: hashRecord(changed) }))).toMatchObject({
      kind: 'broken',
      seq: 3,
    });
  });

  it('finds a chain that was cut off or written anew, by an end that was noted', () => {
    const chain = aChain(3);
    const noted = [{ seq: 3, hash: at(chain, 2).hash }];

    expect(verdictOn(chain, noted).kind).toBe('whole');
    expect(verdictOn(chain.slice(0, 2), noted)).toMatchObject({ kind: 'broken', seq: 3 });
    expect(verdictOn(chain, [{ seq: 3, hash: 'f'.repeat(64) }])).toMatchObject({ kind: 'broken', seq: 3 });
  });
});

describe('hashRecord', () => {
  it('does not depend on the order of fields', () => {
    const { hash, ...record } = at(aChain(1), 0);
    const turned = Object.fromEntries(Object.entries(record).reverse());

    expect(hashRecord({ ...record, ...turned })).toBe(hash);
  });
});
