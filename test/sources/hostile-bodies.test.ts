import { describe, expect, it } from '@jest/globals';
import { genericSource } from '../../src/sources/generic/index.js';
import { icingaSource } from '../../src/sources/icinga/index.js';
import { bodyRequest, faultsOf, jsonRequest, parseOne } from './read-fixture.js';

const megabyte = 1_048_576;

function timed(read: () => unknown): number {
  const started = performance.now();
  read();
  return performance.now() - started;
}

describe('bodies that nobody sends in good faith', () => {
  it('are read quickly when one name of a form comes a quarter of a million times', () => {
    const body = `NOTIFICATIONTYPE=PROBLEM&HOSTNAME=db1${'&a=1'.repeat(megabyte / 4 - 16)}`;

    expect(timed(() => parseOne(icingaSource, bodyRequest(body)))).toBeLessThan(10_000); // what is not linear takes minutes
  });

  it('are read quickly when a list has half a million items', () => {
    const message = {
      'notification.type': 'PROBLEM',
      'host.name': 'db1',
      'host.groups': 'a,'.repeat(megabyte / 2 - 99),
    };

    expect(timed(() => parseOne(icingaSource, jsonRequest(message)))).toBeLessThan(10_000); // what is not linear takes minutes
  });

  it('are refused with a bounded list of faults with bounded paths', () => {
    const record = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}${'k'.repeat(300)}`, 1]));

    const faults = faultsOf(genericSource, jsonRequest(Array.from({ length: 1000 }, () => record)));

    expect(faults).toHaveLength(100);
    expect(Math.max(...faults.map(({ path }) => path.length))).toBeLessThan(220);
  });

  it('are refused by name even where the field has none', () => {
    const faults = faultsOf(genericSource, jsonRequest({ kind: 'problem', host: 'a', summary: 'x', '': 1 }));

    expect(faults).toEqual([{ path: '""', message: 'is not a known field' }]);
  });

  it('keep every value of a name that comes several times', () => {
    const faults = faultsOf(icingaSource, bodyRequest('NOTIFICATIONTYPE=A&NOTIFICATIONTYPE=B&HOSTNAME=db1'));

    expect(faults[0]?.message).toContain('"A,B"');
  });
});
