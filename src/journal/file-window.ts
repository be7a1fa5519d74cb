import type { JournalFile } from './disk.js';

const CHUNK_BYTES = 256 * 1024;

/** Reads a file piece by piece, holding one piece in memory. */
export interface FileWindow {
  /** Up to `length` bytes from `position`; fewer only at the end. Valid until the next call. */
  view(position: number, length: number): Promise<Buffer>;
}

/** `end`: bytes beyond it are not looked at. */
export function createFileWindow(file: JournalFile, end: number): FileWindow {
  let chunk: Buffer = Buffer.alloc(0);
  let chunkAt = 0;

  async function view(position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, end - position));
    if (position < chunkAt || position + wanted > chunkAt + chunk.length) {
      chunk = await readFully(file, position, Math.min(Math.max(wanted, CHUNK_BYTES), Math.max(0, end - position)));
      chunkAt = position;
    }
    return chunk.subarray(position - chunkAt, position - chunkAt + wanted);
  }

  return { view };
}

async function readFully(file: JournalFile, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const got = await file.read(bytes.subarray(filled), position + filled);
    if (got === 0) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
