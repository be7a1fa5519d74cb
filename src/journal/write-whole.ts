import type { JournalDisk, JournalFile } from './disk.js';
import { JournalError, systemCode } from './journal-error.js';

const MAX_INTERRUPTIONS = 10;

/** All bytes in one write, or an error: after a short write nobody knows what the file holds. */
export async function writeWhole(file: JournalFile, bytes: Uint8Array, position: number): Promise<void> {
  const written = await writeUninterrupted(file, bytes, position);
  if (written !== bytes.length) {
    throw new JournalError('short-write', `only ${written} of ${bytes.length} bytes were written`);
  }
}

/** Replaces a small file as a whole: after a crash it is the old one or the new one. */
export async function replaceFile(disk: JournalDisk, path: string, bytes: Uint8Array): Promise<void> {
  const next = `${path}.new`;
  await writeNewFile(disk, next, bytes);
  await disk.rename(next, path);
}

/** Writes and syncs a file of these bytes. */
export async function writeNewFile(disk: JournalDisk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await writeWhole(file, bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A signal interrupts a write before its first byte, so it may be repeated; a sync may not. */
async function writeUninterrupted(file: JournalFile, bytes: Uint8Array, position: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await file.write(bytes, position);
    } catch (error) {
      if (systemCode(error) !== 'EINTR' || attempt === MAX_INTERRUPTIONS) throw error;
    }
  }
}
