import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Journal, JournalState } from '../../src/domain/journal.js';
import { until } from '../harness/until.js';
import { createFaultyDisk, type FaultyDisk, systemError } from './faulty-disk.js';
import { appendAll, createJournalFolder, type JournalFolder, numbered, readTexts } from './journal-folder.js';

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

function listen(journal: Journal): JournalState[] {
  const states: JournalState[] = [];
  journal.onTrouble((state) => states.push(state));
  return states;
}

async function reserveSize(): Promise<number> {
  return (await stat(join(folder.directory, 'reserve')).catch(() => ({ size: 0 }))).size;
}

describe('an error of one segment', () => {
  it.each([
    ['write', 'EIO'],
    ['datasync', 'EIO'],
    ['datasync', 'EINTR'],
    ['write', 'ENOSPC'],
  ] as const)('%s %s: the batch goes whole into a new segment, and somebody is told', async (call, code) => {
    const journal = await folder.open({}, disk);
    const states = listen(journal);
    await appendAll(journal, ['before']);
    disk.failNext(call, code);

    await appendAll(journal, numbered(3));

    expect(folder.segments()).toHaveLength(2);
    expect(await readTexts(journal)).toEqual(['before', ...numbered(3)]);
    expect(states).toEqual([{ healthy: true, reason: `${code}: injected`, reserveUsed: false }]);
  });

  it('is never answered by a second sync of the same file', async () => {
    const journal = await folder.open({}, disk);
    const synced: string[] = [];
    disk.on('datasync', (path) => {
      synced.push(path);
      if (synced.length === 1) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    });

    await appendAll(journal, ['one']);

    expect(new Set(synced).size).toBe(synced.length);
  });

  it('may be a short write: nothing of it counts', async () => {
    const journal = await folder.open({}, disk);
    disk.limitWrites(10);
    const short = journal.append(Buffer.from('short'));

    await expect(short.durable).rejects.toMatchObject({ code: 'cannot-store' });
    disk.limitWrites(null);
    await until(() => journal.state().healthy || null);
    await appendAll(journal, ['whole']);
    await journal.close();

    expect(await readTexts(await folder.open())).toEqual(['whole']);
  });

  it('is none when a signal only interrupts the write', async () => {
    const journal = await folder.open({}, disk);
    disk.failNext('write', 'EINTR', 3);

    await appendAll(journal, ['one']);

    expect(folder.segments()).toHaveLength(1);
  });

  it('is no longer shown when it is a minute past', async () => {
    const journal = await folder.open({}, disk);
    disk.failNext('datasync', 'EIO');
    await appendAll(journal, ['one']);

    folder.clock.advance(60_000);

    await until(() => journal.state().reason === null || null);
  });

  it('leaves nothing twice when the failed batch had reached the disk', async () => {
    const journal = await folder.open({}, disk);
    await appendAll(journal, ['before']);
    disk.on('truncate', () => Promise.reject(new Error('EIO')));
    disk.failNext('datasync', 'EIO');
    await appendAll(journal, numbered(3));
    await journal.close();

    const later = await folder.open();

    expect(await readTexts(later)).toEqual(['before', ...numbered(3)]);
  });
});

describe('a disk that takes nothing', () => {
  it('refuses at once, with the reason, until it takes writes again', async () => {
    const journal = await folder.open({}, disk);
    const states = listen(journal);
    await appendAll(journal, ['before']);
    disk.failNext('write', 'EIO', Number.POSITIVE_INFINITY);

    const waiting = journal.append(Buffer.from('lost'));
    await expect(waiting.durable).rejects.toThrow('the journal cannot store: EIO: injected');
    const calls = disk.count('open');
    const atOnce = journal.append(Buffer.from('lost too'));
    await expect(atOnce.durable).rejects.toMatchObject({ code: 'cannot-store' });
    const callsAfter = disk.count('open');
    disk.on('write', null);
    await until(() => journal.state().healthy || null);
    await appendAll(journal, ['after']);

    expect(callsAfter - calls).toBeLessThanOrEqual(1);
    expect(await readTexts(journal)).toEqual(['before', 'after']);
    expect(states.map(({ healthy }) => healthy)).toEqual([true, false, true]);
  });

  it('is no reason not to start', async () => {
    disk.failNext('open', 'EROFS', Number.POSITIVE_INFINITY);

    const journal = await folder.open({}, disk);

    expect(journal.state()).toMatchObject({ healthy: false, reason: 'EROFS: injected' });
    await expect(journal.append(Buffer.from('x')).durable).rejects.toMatchObject({ code: 'cannot-store' });
  });

  it('that does not answer is noticed, and what comes meanwhile refused', async () => {
    const journal = await folder.open({}, disk);
    let answer = () => {};
    disk.on('datasync', () => new Promise((resolve) => (answer = resolve)));
    const slow = journal.append(Buffer.from('slow'));
    await until(() => disk.count('datasync') || null);

    await waitOn(6);
    await until(() => !journal.state().healthy || null);
    const meanwhile = journal.append(Buffer.from('meanwhile'));
    await expect(meanwhile.durable).rejects.toThrow('the disk does not answer');
    disk.on('datasync', null);
    answer();

    await slow.durable;
    expect(journal.state().healthy).toBe(true);
  });

  it('is not blamed for a process that stood still, or a clock that jumped', async () => {
    const journal = await folder.open({}, disk);
    let answer = () => {};
    disk.on('datasync', () => new Promise((resolve) => (answer = resolve)));
    const slow = journal.append(Buffer.from('slow'));
    await until(() => disk.count('datasync') || null);

    folder.clock.advance(45_000);
    await waitOn(4);
    expect(journal.state().healthy).toBe(true);
    await waitOn(2);
    expect(journal.state().healthy).toBe(false);

    answer();
    await slow.durable;
  });

  /** So many seconds pass, and the journal looks in each. */
  async function waitOn(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      folder.clock.advance(1000);
      await sleep(20);
    }
  }

  it('does not bring the process down when nobody awaits', async () => {
    const journal = await folder.open({}, disk);
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    disk.failNext('write', 'EIO', Number.POSITIVE_INFINITY);

    for (const text of numbered(10)) journal.append(Buffer.from(text));
    await journal.close();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
  });
});

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
