import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openJournal } from '../../src/journal/open-journal.js';
import { takeOwnerLock } from '../../src/store/own-redis/owner-lock.js';
import { until } from '../harness/until.js';
import { createFaultyDisk } from './faulty-disk.js';
import { appendAll, createJournalFolder, type JournalFolder, numbered, readTexts } from './journal-folder.js';

const HOUR_MS = 3_600_000;
let folder: JournalFolder;

beforeEach(async () => {
  folder = await createJournalFolder();
});

afterEach(async () => {
  await folder.remove();
});

describe('openJournal', () => {
  it('gives back what was appended, in order, from any seq on', async () => {
    const journal = await folder.open();

    const seqs = await appendAll(journal, numbered(5));

    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    expect(await readTexts(journal)).toEqual(numbered(5));
    expect(await readTexts(journal, 4)).toEqual(['alert 4', 'alert 5']);
    expect(await readTexts(journal, 6)).toEqual([]);
  });

  it('keeps records, checkpoint and the rising seq over restarts', async () => {
    const first = await folder.open();
    await appendAll(first, numbered(3));
    first.checkpoint(2);
    first.checkpoint(1);
    await first.close();

    const second = await folder.open();
    const seqs = await appendAll(second, ['alert 4']);

    expect(seqs).toEqual([4]);
    expect(second.checkpointed()).toBe(2);
    expect(await readTexts(second, second.checkpointed() + 1)).toEqual(['alert 3', 'alert 4']);
  });

  it('stores at close what waits, and refuses what comes later', async () => {
    const journal = await folder.open();
    const before = journal.append(Buffer.from('before'));

    await journal.close();

    await expect(before.durable).resolves.toBeUndefined();
    await expect(journal.append(Buffer.from('after')).durable).rejects.toMatchObject({ code: 'closed' });
  });

  it('never gives a seq at or below the checkpoint, even when those records were lost', async () => {
    const first = await folder.open();
    await appendAll(first, numbered(40));
    first.checkpoint(40);
    await first.close();
    await Promise.all(folder.segments().map((name) => rm(join(folder.directory, name))));

    const second = await folder.open();

    expect(second.append(Buffer.from('two')).seq).toBe(41);
  });

  it('takes no checkpoint beyond what was appended', async () => {
    const journal = await folder.open();
    await appendAll(journal, numbered(2));

    journal.checkpoint(9);

    expect(journal.checkpointed()).toBe(2);
  });

  it('shares one sync among the records that come while the disk is busy', async () => {
    const disk = createFaultyDisk();
    const journal = await folder.open({}, disk);
    const before = disk.count('datasync');

    await appendAll(journal, numbered(1000));

    expect(disk.count('datasync') - before).toBeLessThanOrEqual(3);
    expect(await readTexts(journal)).toHaveLength(1000);
  });

  it('reads what was appended before the call while appends go on', async () => {
    const journal = await folder.open({ segmentBytes: 2_000 });
    const before = numbered(200, 'before').map((text) => journal.append(Buffer.from(text)));
    const texts: string[] = [];

    for await (const { payload } of journal.read(1)) {
      texts.push(payload.toString());
      journal.append(Buffer.from('meanwhile'));
    }

    await Promise.all(before.map(({ durable }) => durable));
    expect(texts).toEqual(numbered(200, 'before'));
  });

  it('refuses a record that is too large and one too many for a slow disk, and takes the next', async () => {
    const disk = createFaultyDisk();
    const journal = await folder.open({ backlogBytes: 1_000 }, disk);

    const large = journal.append(Buffer.alloc(8 * 1024 * 1024 + 1));
    const fits = journal.append(Buffer.alloc(900));
    const tooMuch = journal.append(Buffer.alloc(900));

    await expect(large.durable).rejects.toMatchObject({ code: 'too-large' });
    await expect(tooMuch.durable).rejects.toMatchObject({ code: 'backlog' });
    await fits.durable;
    await journal.append(Buffer.alloc(900)).durable;
  });

  it('begins a new segment by size and by age', async () => {
    const journal = await folder.open({ segmentBytes: 100, segmentMs: HOUR_MS });
    for (const text of numbered(4)) await appendAll(journal, [text.padEnd(60)]);
    const bySize = folder.segments();

    folder.clock.advance(HOUR_MS);
    await appendAll(journal, ['later']);
    folder.clock.advance(HOUR_MS);
    await appendAll(journal, ['much later']);

    expect(bySize).toHaveLength(2);
    expect(folder.segments()).toHaveLength(4);
    expect(await readTexts(journal)).toHaveLength(6);
  });

  it('deletes what is applied after 24 hours, what waits after seven days, and never the last seq', async () => {
    const journal = await folder.open();
    await appendAll(journal, ['applied']);
    folder.clock.advance(HOUR_MS);
    await appendAll(journal, ['waits']);
    journal.checkpoint(1);
    folder.clock.advance(HOUR_MS);
    await appendAll(journal, ['last']);

    folder.clock.advance(25 * HOUR_MS);
    await until(() => folder.segments().length === 2 || null);
    const afterOneDay = await readTexts(journal);
    folder.clock.advance(7 * 24 * HOUR_MS);
    await until(() => folder.segments().length === 1 || null);
    await journal.close();
    const later = await folder.open();

    expect(afterOneDay).toEqual(['waits', 'last']);
    expect(later.append(Buffer.from('next')).seq).toBe(4);
  });

  it('is readable by its owner only', async () => {
    const journal = await folder.open();
    await appendAll(journal, ['secret']);

    const names = await readdir(folder.directory);
    const modes = await Promise.all(names.map(async (name) => (await stat(join(folder.directory, name))).mode & 0o777));

    expect((await stat(folder.directory)).mode & 0o777).toBe(0o700);
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });

  it('refuses a directory that another router uses, and gives it free at close', async () => {
    const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const settings = {
      directory: folder.directory,
      clock: folder.clock,
      log: quiet,
      takeLock: takeOwnerLock,
      limits: { reserveBytes: 0 },
    };
    const first = await openJournal(settings);

    await expect(openJournal(settings)).rejects.toThrow(/another router .* uses this data directory/);
    await first.close();
    const second = await openJournal(settings);
    await second.close();
  });
});
