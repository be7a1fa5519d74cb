import { mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createFaultyDisk, systemError } from './faulty-disk.js';
import { appendAll, createJournalFolder, type JournalFolder, numbered, readTexts } from './journal-folder.js';

const RECORD_BYTES = 20 + 'alert 1'.length;
let folder: JournalFolder;

beforeEach(async () => {
  folder = await createJournalFolder();
});

afterEach(async () => {
  await folder.remove();
});

/** A closed journal with these records in one segment: its path. */
async function writeSegment(texts: readonly string[]): Promise<string> {
  const journal = await folder.open();
  await appendAll(journal, texts);
  await journal.close();
  return join(folder.directory, folder.segments()[0] ?? '');
}

async function reopenedTexts(): Promise<readonly string[]> {
  const journal = await folder.open();
  const texts = await readTexts(journal);
  await journal.close();
  return texts;
}

describe('a torn tail', () => {
  it('costs only the records it cuts, at every byte of the last three', async () => {
    const path = await writeSegment(numbered(5));
    const whole = await readFile(path);

    for (let length = 2 * RECORD_BYTES; length < 5 * RECORD_BYTES; length += 1) {
      await rm(folder.directory, { recursive: true, force: true });
      await mkdir(folder.directory);
      await writeFile(path, whole.subarray(0, length));

      expect(await reopenedTexts()).toEqual(numbered(Math.floor(length / RECORD_BYTES)));
    }
  });

  it('is kept as a copy, named in the log with its bytes, and cut once', async () => {
    const path = await writeSegment(numbered(3));
    const whole = await readFile(path);
    await truncate(path, 3 * RECORD_BYTES - 4);

    await reopenedTexts();
    await reopenedTexts();

    const told = folder.lines.filter(({ message }) => message.startsWith('torn tail'));
    expect(await readFile(`${path}.torn`)).toEqual(whole.subarray(2 * RECORD_BYTES, 3 * RECORD_BYTES - 4));
    expect((await stat(path)).size).toBe(2 * RECORD_BYTES);
    expect(told).toMatchObject([{ level: 'warn', fields: { at: 2 * RECORD_BYTES, bytes: RECORD_BYTES - 4 } }]);
  });

  it('is followed by a new segment with the next seq', async () => {
    const path = await writeSegment(numbered(3));
    await truncate(path, 3 * RECORD_BYTES - 1);

    const journal = await folder.open();
    const seqs = await appendAll(journal, ['after the crash']);

    expect(seqs).toEqual([3]);
    expect(await readTexts(journal)).toEqual(['alert 1', 'alert 2', 'after the crash']);
  });

  it('may be blocks of zeros or of an older file', async () => {
    const path = await writeSegment(numbered(3));
    const other = Buffer.concat([await readFile(path), Buffer.alloc(70_000)]);
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.alloc(70_000), other]));

    expect(await reopenedTexts()).toEqual(numbered(3));
  });
});

describe('damage in the middle', () => {
  it('costs only the record it hits, at every byte', async () => {
    const path = await writeSegment(numbered(4));
    const whole = await readFile(path);

    for (let at = RECORD_BYTES; at < 2 * RECORD_BYTES; at += 1) {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 0x5a, at);
      await writeFile(path, damaged);

      expect(await reopenedTexts()).toEqual(['alert 1', 'alert 3', 'alert 4']);
    }
    expect(folder.lines).toContainEqual({
      level: 'error',
      message: 'damaged bytes inside a journal segment; the records after them are kept',
      fields: { segment: folder.segments()[0], at: RECORD_BYTES, bytes: RECORD_BYTES },
    });
  });

  it('is passed over however large it is', async () => {
    const texts = ['first', 'x'.repeat(600_000), 'last'];
    const path = await writeSegment(texts);
    const bytes = await readFile(path);
    bytes.fill(0, 30, 500_000);
    await writeFile(path, bytes);

    expect(await reopenedTexts()).toEqual(['first', 'last']);
  });

  it('brings no record to light that a payload quotes', async () => {
    const quoted = await readFile(await writeSegment(['forged']));
    await folder.remove();
    folder = await createJournalFolder();
    const path = await writeSegment(['first', quoted.toString('latin1'), 'last']);
    const bytes = await readFile(path);
    bytes.writeUInt8(0, 20 + 'first'.length + 1);
    await writeFile(path, bytes);

    expect(await reopenedTexts()).toEqual(['first', 'last']);
  });
});

describe('at start', () => {
  it('other files in the directory are left alone', async () => {
    await writeSegment(numbered(2));
    const stranger = join(folder.directory, 'notes.txt');
    await writeFile(stranger, 'mine');

    expect(await reopenedTexts()).toEqual(numbered(2));
    expect(await readFile(stranger, 'utf8')).toBe('mine');
  });

  it('a segment that cannot be read now is passed over, and read again later with what came since', async () => {
    const path = await writeSegment(numbered(3));
    const disk = createFaultyDisk();
    disk.on('read', (read) => {
      if (read === path) throw systemError('EIO');
    });

    const meanwhile = await folder.open({}, disk);
    await appendAll(meanwhile, ['meanwhile']);
    const readable = await readTexts(meanwhile);
    await meanwhile.close();

    expect(readable).toEqual(['meanwhile']);
    expect(await reopenedTexts()).toEqual([...numbered(3), 'meanwhile']);
  });

  it('a damaged checkpoint means that everything is replayed', async () => {
    const journal = await folder.open();
    await appendAll(journal, numbered(12));
    journal.checkpoint(12);
    await journal.close();
    await writeFile(join(folder.directory, 'checkpoint'), '9');

    const later = await folder.open();

    expect(later.checkpointed()).toBe(0);
  });
});
