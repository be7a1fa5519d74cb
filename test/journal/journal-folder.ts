import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMovableClock, type MovableClock } from '../../src/clock/movable-clock.js';
import type { Journal, JournalState } from '../../src/domain/journal.js';
import type { JournalLimits } from '../../src/journal/journal-limits.js';
import { openJournal } from '../../src/journal/open-journal.js';
import { createFaultyDisk, type FaultyDisk } from './faulty-disk.js';

const NOON = Date.UTC(2026, 2, 10, 12);

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A temporary folder with the journals that a test opens in it. */
export interface JournalFolder {
  readonly directory: string;
  readonly clock: MovableClock;
  readonly lines: LogLine[];
  open(limits?: Partial<JournalLimits>, disk?: FaultyDisk): Promise<Journal>;
  /** Names of the segments, oldest first. */
  segments(): readonly string[];
  /** Closes every journal and deletes the folder. */
  remove(): Promise<void>;
}

export async function createJournalFolder(): Promise<JournalFolder> {
  const root = await mkdtemp(join(tmpdir(), 'journal-'));
  const directory = join(root, 'journal');
  const clock = createMovableClock(NOON);
  const lines: LogLine[] = [];
  const opened: Journal[] = [];
  const note = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, fields, message });
  };
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };

  return {
    directory,
    clock,
    lines,
    open: async (limits = {}, disk = createFaultyDisk()) => {
      const journal = await openJournal({
        directory,
        clock,
        log,
        disk,
        takeLock: async () => ({ release: async () => {} }),
        limits: { reserveBytes: 0, upkeepMs: 5, ...limits },
      });
      opened.push(journal);
      return journal;
    },
    segments: () =>
      readdirSync(directory)
        .filter((name) => name.endsWith('.journal'))
        .sort(),
    remove: async () => {
      await Promise.all(opened.map((journal) => journal.close()));
      await rm(root, { recursive: true });
    },
  };
}

/** Stores each text and waits until all are durable. */
export async function appendAll(journal: Journal, texts: readonly string[]): Promise<readonly number[]> {
  const appended = texts.map((text) => journal.append(Buffer.from(text)));
  await Promise.all(appended.map(({ durable }) => durable));
  return appended.map(({ seq }) => seq);
}

export async function readTexts(journal: Journal, fromSeq = 1): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { payload } of journal.read(fromSeq)) texts.push(payload.toString());
  return texts;
}

export function numbered(count: number, prefix = 'alert'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);
}

/** The states that the journal tells of from now on. */
export function listen(journal: Journal): JournalState[] {
  const states: JournalState[] = [];
  journal.onTrouble((state) => states.push(state));
  return states;
}
