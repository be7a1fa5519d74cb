import { describe, expect, it } from '@jest/globals';
import { run } from './run.js';

describe('pagectl serve', () => {
  it.each(['receiver', 'worker'])('refuses to be a %s alone: nobody would share its own Redis', async (role) => {
    const { code, err } = await run(['serve', '--role', role]);

    expect(code).toBe(1);
    expect(err).toContain(`ROLE=${role} shares its work with other processes over one Redis: set REDIS_URL`);
  });

  it('says in one sentence that its data directory cannot be used', async () => {
    const { code, err } = await run(['serve'], { DATA_DIR: import.meta.filename });

    expect(code).toBe(1);
    expect(err.split('\n')).toEqual([expect.stringMatching(/the data directory .* cannot be used .*set DATA_DIR/)]);
  });
});
