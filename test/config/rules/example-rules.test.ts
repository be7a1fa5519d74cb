import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadRules } from '../../../src/config/rules/load-rules.js';
import { checkExpectations } from '../../../src/pipeline/explain/check-expectations.js';

const EXAMPLE = join(import.meta.dirname, '../../../routing-rules');

describe('the example in routing-rules/', () => {
  it('loads without faults and meets all of its expectations', () => {
    const loaded = loadRules([EXAMPLE], {});

    expect(loaded.faults).toEqual([]);
    const results = loaded.kind === 'rules' ? checkExpectations(loaded.index) : [];
    expect(results.length).toBeGreaterThanOrEqual(5);
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('names only numbers and addresses that belong to nobody', () => {
    const texts = readdirSync(EXAMPLE).map((name) => readFileSync(join(EXAMPLE, name), 'utf8'));

    const numbers = texts.flatMap((text) => text.match(/\+\d{7,}/g) ?? []);
    const domains = texts.flatMap((text) => text.match(/@[\w.-]+/g) ?? []);

    expect(numbers.filter((number) => !/^\+120255501\d\d$/.test(number))).toEqual([]);
    expect(domains.filter((domain) => domain !== '@example.org')).toEqual([]);
  });
});
