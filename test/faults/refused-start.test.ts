import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../harness/free-port.js';
import { annGetsAll } from './real-router.js';
import { makePlace, spawnServe } from './spawn-serve.js';

/** Runs a start that must fail; what it says on stderr, and its exit code. */
async function startInVain(rules: string, change: Readonly<Record<string, string>>) {
  const place = await makePlace(rules);
  const child = spawnServe({ env: { ...place.env, PORT: String(await freePort()), LOG_LEVEL: 'error', ...change } });
  if (child.stdout === null || child.stderr === null) throw new Error('it has no output');
  const [said, out] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'close')]);
  await rm(place.directory, { recursive: true, force: true });
  return { code: child.exitCode, lines: said.trim().split('\n'), out };
}

describe('a start that cannot be', () => {
  it('says that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const ended = await startInVain(annGetsAll, { PORT: String(port) });
    await new Promise((resolve) => other.close(resolve));

    expect(ended.code).toBe(1);
    expect(ended.lines).toEqual([expect.stringContaining(`port ${port} on 127.0.0.1 is taken`)]);
  });

  it('names the file and the line of broken rules when there is no last good set', async () => {
    const ended = await startInVain(
      `${annGetsAll}services: { web: { match: [{ host: "web*" }], owners: [nobody] } }\n`,
      {},
    );

    expect(ended.code).toBe(1);
    expect(ended.lines[0]).toMatch(/the routing rules in .* cannot be used, and no last good set is kept/);
    expect(ended.lines[1]).toMatch(/rules\.yaml:7.*nobody/);
  });

  it('says three ways to get a redis-server when there is none', async () => {
    const ended = await startInVain(annGetsAll, { PATH: '/nonexistent' });

    expect(ended.code).toBe(1);
    expect(ended.lines).toEqual([
      expect.stringMatching(/redis-server is not installed.*apt-get.*docker run.*REDIS_URL/),
    ]);
  });
});
