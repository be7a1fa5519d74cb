import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Log } from '../ports.js';
import type { JournalDisk } from './disk.js';
import { replaceFile } from './write-whole.js';

const NAME = 'checkpoint';
const MAX_BYTES = 64;

/** Up to which seq everything is applied. */
export interface Checkpoint {
  /** Only ever rises. */
  raise(seq: number): void;
  current(): number;
  /** Writes it when it has changed. Never rejects: a checkpoint that lags only makes the replay longer. */
  save(): Promise<void>;
}

interface CheckpointDeps {
  readonly disk: JournalDisk;
  readonly directory: string;
  readonly log: Log;
}

/** Starts from the stored one; from 0 when it is missing or damaged, so that everything is replayed. */
export async function openCheckpoint({ disk, directory, log }: CheckpointDeps): Promise<Checkpoint> {
  const path = join(directory, NAME);
  let seq = await readCheckpoint(disk, path, log);
  let saved = seq;

  async function save(): Promise<void> {
    if (seq === saved) return;
    const next = seq;
    try {
      await replaceFile(disk, path, Buffer.from(formatCheckpoint(next)));
      saved = next;
    } catch (err) {
      log.warn({ err }, 'journal checkpoint not saved');
    }
  }

  return {
    raise: (next) => {
      seq = Math.max(seq, next);
    },
    current: () => seq,
    save,
  };
}

async function readCheckpoint(disk: JournalDisk, path: string, log: Log): Promise<number> {
  try {
    if ((await disk.size(path)) === null) return 0;
    const file = await disk.open(path, 'read');
    try {
      const bytes = Buffer.alloc(MAX_BYTES);
      const text = bytes.toString('utf8', 0, await file.read(bytes, 0));
      const seq = Number.parseInt(text, 10);
      if (text === formatCheckpoint(seq)) return seq;
      log.warn({}, 'journal checkpoint is damaged; everything kept is replayed');
    } finally {
      await file.close();
    }
  } catch (err) {
    log.warn({ err }, 'journal checkpoint cannot be read; everything kept is replayed');
  }
  return 0;
}

function formatCheckpoint(seq: number): string {
  return `${seq} ${crc32(String(seq)).toString(16)}\n`;
}
