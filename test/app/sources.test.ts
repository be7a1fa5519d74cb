import { describe, expect, it } from '@jest/globals';
import { sources } from '../../src/app/sources.js';
import { sourceNames } from '../../src/domain/source-names.js';

describe('sources', () => {
  it('are those that the rules may name', () => {
    expect(sources.map(({ name }) => name)).toEqual(sourceNames);
  });
});
