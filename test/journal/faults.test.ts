import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../harness/until.js';
import { createFaultyDisk, type FaultyDisk } from './faulty-disk.js';
import { appendAll, createJournalFolder, type JournalFolder, listen, numbered, readTexts } from './journal-folder.js';

let folder: JournalFolder;
let disk: FaultyDisk;

beforeEach(async () => {
  folder = await createJournalFolder();
  disk = createFaultyDisk();
});

afterEach(async () => {
  await folder.remove();
});

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
