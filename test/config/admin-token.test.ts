import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readAdminToken } from '../../src/config/admin-token.js';

function freshDataDir(): string {
  return join(mkdtempSync(join(tmpdir(), 'admin-token-')), 'not-there-yet');
}

describe('readAdminToken', () => {
  it('takes the one of the environment and writes nothing', () => {
    const dataDir = freshDataDir();

    expect(readAdminToken('pgr_mine', dataDir)).toEqual({ token: 'pgr_mine', path: null });
    expect(() => statSync(dataDir)).toThrow('ENOENT');
  });

  it('makes one once, for its owner only', () => {
    const dataDir = freshDataDir();

    const made = readAdminToken(null, dataDir);
    const found = readAdminToken(null, dataDir);

    expect(made).toEqual({ token: expect.stringMatching(/^pgr_[\w-]{43}$/), path: join(dataDir, 'admin-token') });
    expect(found).toEqual(made);
    expect(statSync(join(dataDir, 'admin-token')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['admin-token']);
  });

  it('makes a new one where the file is empty', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'admin-token-'));
    writeFileSync(join(dataDir, 'admin-token'), '\n');

    expect(readAdminToken(null, dataDir).token).toMatch(/^pgr_/);
  });
});
