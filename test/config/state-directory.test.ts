import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { directoryFault } from '../../src/config/state-directory.js';

let place = '';

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'data-dir-'));
});

afterEach(() => rmSync(place, { recursive: true, force: true }));

describe('directoryFault', () => {
  it('makes a directory that only its owner may read', () => {
    const path = join(place, 'var', 'router');

    const fault = directoryFault(path);

    expect(fault).toBeNull();
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('takes one that is there already', () => {
    expect(directoryFault(place)).toBeNull();
  });

  it('says in one sentence that a file stands in the way', () => {
    const path = join(place, 'file');
    writeFileSync(path, '');

    const fault = directoryFault(path);

    expect(fault).toContain(`the data directory ${path} cannot be used (EEXIST`);
    expect(fault).toContain('set DATA_DIR');
  });
});
