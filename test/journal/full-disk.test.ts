import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../harness/until.js';
import { createFaultyDisk, type FaultyDisk, systemError } from './faulty-disk.js';
import { appendAll, createJournalFolder, type JournalFolder, listen, readTexts } from './journal-folder.js';

const RESERVE_BYTES = 64 * 1024;
let folder: JournalFolder;
let disk: FaultyDisk;

beforeEach(async () => {
  folder = await createJournalFolder();
  disk = createFaultyDisk();
});

afterEach(async () => {
  await folder.remove();
});

async function reserveSize(): Promise<number> {
  return (await stat(join(folder.directory, 'reserve')).catch(() => ({ size: 0 }))).size;
}

describe('a full disk', () => {
  it('is met with the reserve first, then refused, and loses nothing that was durable', async () => {
    disk.limitSpace(4 * RESERVE_BYTES);
    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);
    await until(() => disk.count('datasync') || null);
    const states = listen(journal);
    const stored: string[] = [];

    for (let index = 0; ; index += 1) {
      const text = `${index} `.padEnd(4_000, 'x');
      const refused = await journal.append(Buffer.from(text)).durable.then(
        () => false,
        () => true,
      );
      if (refused) break;
      stored.push(text);
    }

    expect(stored.length * 4_020).toBeGreaterThan(3 * RESERVE_BYTES);
    expect(states.map(({ healthy, reserveUsed }) => ({ healthy, reserveUsed }))).toContainEqual({
      healthy: true,
      reserveUsed: true,
    });
    expect(await readTexts(journal)).toEqual(stored);
    expect(await reserveSize()).toBe(0);
  });

  it('gets its reserve back when there is room again', async () => {
    disk.limitSpace(2 * RESERVE_BYTES);
    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);
    await until(() => disk.count('datasync') || null);
    // It is closed after its sync, and only then counted on.
    expect([await reserveSize(), await reserveSize()]).toEqual([RESERVE_BYTES, RESERVE_BYTES]);
    // Too little for the reserve: upkeep would make it again before the record is in its new segment.
    disk.limitSpace(2 * RESERVE_BYTES - 1);
    disk.failNext('write', 'ENOSPC');
    await appendAll(journal, ['one']);

    expect(journal.state()).toEqual({ healthy: true, reason: 'ENOSPC: injected', reserveUsed: true });
    disk.limitSpace(8 * RESERVE_BYTES);

    await until(() => !journal.state().reserveUsed || null);
    expect(await reserveSize()).toBe(RESERVE_BYTES);
  });

  it('does not take the reserve for whole while it is being deleted', async () => {
    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);
    await until(() => disk.count('datasync') || null);
    expect([await reserveSize(), await reserveSize()]).toEqual([RESERVE_BYTES, RESERVE_BYTES]);
    disk.limitSpace(2 * RESERVE_BYTES - 1);
    let goOn: (() => void) | null = null;
    disk.on('remove', (path) => (path.endsWith('reserve') ? new Promise((resolve) => (goOn = resolve)) : undefined));
    disk.failNext('write', 'ENOSPC');

    const appended = appendAll(journal, ['one']);
    const release = await until<() => void>(() => goOn);
    // Ten rounds of upkeep.
    await sleep(50);
    disk.on('remove', null);
    release();
    await appended;

    expect(journal.state().reserveUsed).toBe(true);
    expect(await reserveSize()).toBe(0);
  });

  it('is not made fuller by trying again and again to make the reserve', async () => {
    let tries = 0;
    disk.on('write', (path) => {
      if (!path.endsWith('reserve')) return;
      tries += 1;
      throw systemError('EDQUOT');
    });
    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);
    await until(() => journal.state().reserveUsed || null);

    await appendAll(journal, ['one']);
    journal.checkpoint(1);
    await until(() => disk.written().has(join(folder.directory, 'checkpoint')) || null);
    const triesInOneRound = tries;
    folder.clock.advance(10 * 60_000);
    await until(() => tries === 2 || null);

    expect(triesInOneRound).toBe(1);
  });

  it('goes on when even the reserve cannot be deleted', async () => {
    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);
    await until(() => disk.count('datasync') || null);
    disk.on('remove', () => Promise.reject(systemError('EIO')));
    disk.failNext('write', 'ENOSPC');

    await appendAll(journal, ['one']);

    expect(await readTexts(journal)).toEqual(['one']);
  });

  it('with too little room for a reserve is told at start', async () => {
    disk.limitSpace(RESERVE_BYTES);

    const journal = await folder.open({ reserveBytes: RESERVE_BYTES }, disk);

    await until(() => journal.state().reserveUsed || null);
    expect(journal.state()).toEqual({ healthy: true, reason: 'no room for the reserve', reserveUsed: true });
    await appendAll(journal, ['goes on']);
  });
});
