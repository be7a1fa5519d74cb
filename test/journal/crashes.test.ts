import { truncate } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Journal } from '../../src/domain/journal.js';
import { createFaultyDisk, type FaultyDisk, systemError } from './faulty-disk.js';
import { createJournalFolder, type JournalFolder } from './journal-folder.js';

interface Life {
  /** Sizes of the payloads of each burst; bursts are awaited, the last one is cut off. */
  readonly bursts: readonly (readonly number[])[];
  /** The crash comes before this call of the disk, counted from the last burst. */
  readonly callsLeft: number;
  /** How much of what was written but not synced reaches the disk, per mille. */
  readonly kept: number;
  /** One sync fails on the way. */
  readonly syncFails: boolean;
}

const life: fc.Arbitrary<Life> = fc.record({
  bursts: fc.array(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 4,
  }),
  callsLeft: fc.integer({ min: 0, max: 6 }),
  kept: fc.integer({ min: 0, max: 1000 }),
  syncFails: fc.boolean(),
});

interface Books {
  readonly appended: Map<number, string[]>;
  readonly durable: Map<number, string>;
}

/** Appends until the crash, and notes what was promised. */
async function live(folder: JournalFolder, { bursts, callsLeft, kept, syncFails }: Life, books: Books): Promise<void> {
  const disk = createFaultyDisk();
  const journal = await folder.open({ segmentBytes: 1_500 }, disk);
  for (const [index, sizes] of bursts.entries()) {
    if (index === 0 && syncFails) disk.failNext('datasync', 'EIO');
    if (index === bursts.length - 1) crashAfter(disk, callsLeft);
    await Promise.all(sizes.map((size) => appendOne(journal, size, books)));
  }
  crashAfter(disk, 0);
  await journal.close();
  for (const [path, length] of disk.written()) {
    const certain = disk.synced.get(path) ?? 0;
    if (path.endsWith('.journal')) await truncate(path, certain + Math.floor(((length - certain) * kept) / 1000));
  }
}

async function appendOne(journal: Journal, size: number, { appended, durable }: Books): Promise<void> {
  const text = `${[...appended.values()].flat().length} `.padEnd(size, 'x');
  const { seq, durable: stored } = journal.append(Buffer.from(text));
  appended.set(seq, [...(appended.get(seq) ?? []), text]);
  await stored.then(
    () => durable.set(seq, text),
    () => {},
  );
}

function crashAfter(disk: FaultyDisk, calls: number): void {
  let left = calls;
  const crash = () => {
    left -= 1;
    if (left < 0) throw systemError('ECRASHED');
  };
  for (const call of ['open', 'write', 'datasync', 'truncate', 'remove', 'syncDirectory'] as const)
    disk.on(call, crash);
}

describe('any life of a journal', () => {
  // Each waits for the disk most of the time: beside each other they do not wait for one another's.
  it.concurrent.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('loses no record that was durable and invents none: %i', () =>
    fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const folder = await createJournalFolder();
        const books: Books = { appended: new Map(), durable: new Map() };
        try {
          for (const one of lives) {
            await live(folder, one, books);
            await expectKept(folder, books);
          }
        } finally {
          await folder.remove();
        }
      }),
      { numRuns: 15 },
    ),
  );
});

async function expectKept(folder: JournalFolder, { appended, durable }: Books): Promise<void> {
  const journal = await folder.open();
  const found = new Map<number, string>();
  let last = 0;
  for await (const { seq, payload } of journal.read(1)) {
    expect(seq).toBeGreaterThan(last);
    expect(appended.get(seq)).toContain(payload.toString());
    found.set(seq, payload.toString());
    last = seq;
  }
  await journal.close();
  for (const [seq, text] of durable) expect(found.get(seq)).toBe(text);
}
