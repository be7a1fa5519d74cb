import type { JournalEntry } from '../domain/journal.js';
import type { JournalFile } from './disk.js';
import { createFileWindow, type FileWindow } from './file-window.js';
import { decodeRecord, HEADER_BYTES, MARKER_BYTES, recordLength } from './record.js';

export type ScanStep =
  | { readonly kind: 'record'; readonly entry: JournalEntry }
  /** Damaged bytes with good records after them. */
  | { readonly kind: 'damaged'; readonly at: number; readonly bytes: number }
  /** Bytes at the end that are no whole record. */
  | { readonly kind: 'torn'; readonly at: number; readonly bytes: number };

interface Found {
  readonly at: number;
  readonly next: number;
  readonly entry: JournalEntry;
}

const SEARCH_BYTES = 64 * 1024;

/** Everything readable in a segment, in order, in constant memory; seq rises within it. */
export async function* scanSegment(file: JournalFile, salt: number, end: number): AsyncGenerator<ScanStep> {
  const window = createFileWindow(file, end);
  let at = 0;
  let lastSeq = 0;
  for (;;) {
    const found = (await readRecordAt(window, at, salt, lastSeq)) ?? (await findRecord(window, at + 1, salt, lastSeq));
    if (found === null) break;
    if (found.at > at) yield { kind: 'damaged', at, bytes: found.at - at };
    yield { kind: 'record', entry: found.entry };
    at = found.next;
    lastSeq = found.entry.seq;
  }
  const rest = await countBytes(window, at);
  if (rest > 0) yield { kind: 'torn', at, bytes: rest };
}

async function readRecordAt(window: FileWindow, at: number, salt: number, lastSeq: number): Promise<Found | null> {
  const length = recordLength(await window.view(at, HEADER_BYTES), salt);
  if (length === null) return null;
  const bytes = await window.view(at, length);
  const entry = bytes.length === length ? decodeRecord(bytes, salt) : null;
  return entry !== null && entry.seq > lastSeq ? { at, next: at + length, entry } : null;
}

/** The next whole record at or after `from`: each place where the segment's marker stands may be one. */
async function findRecord(window: FileWindow, from: number, salt: number, lastSeq: number): Promise<Found | null> {
  const marker = Buffer.alloc(MARKER_BYTES);
  marker.writeUInt32BE(salt);
  let at = from;
  for (;;) {
    const bytes = await window.view(at, SEARCH_BYTES);
    if (bytes.length < HEADER_BYTES) return null;
    const offset = bytes.indexOf(marker);
    const candidate = offset < 0 ? null : await readRecordAt(window, at + offset, salt, lastSeq);
    if (candidate !== null) return candidate;
    at += offset < 0 ? bytes.length - MARKER_BYTES + 1 : offset + 1;
  }
}

async function countBytes(window: FileWindow, from: number): Promise<number> {
  let count = 0;
  for (;;) {
    const { length } = await window.view(from + count, SEARCH_BYTES);
    if (length === 0) return count;
    count += length;
  }
}
