import { createNodeDisk, type JournalDisk, type JournalFile } from '../../src/journal/disk.js';

export type DiskCall = 'open' | 'read' | 'write' | 'datasync' | 'truncate' | 'remove' | 'syncDirectory';
/** What one call does instead of its work; null: nothing, the call goes on. */
export type Fault = (path: string) => Promise<void> | void;

/** The real file system, on which calls can be made to fail. */
export interface FaultyDisk extends JournalDisk {
  /** Runs before every call of this kind until it is replaced; throws to let the call fail. */
  on(call: DiskCall, fault: Fault | null): void;
  /** The next `count` calls of this kind fail with this system error. */
  failNext(call: DiskCall, code: string, count?: number): void;
  /** Every write stores so many bytes at most; null: all. */
  limitWrites(bytes: number | null): void;
  /** The disk holds so many bytes in all; null: no limit. */
  limitSpace(bytes: number | null): void;
  /** Calls so far. */
  count(call: DiskCall): number;
  /** Length of each file as written, by path. */
  written(): ReadonlyMap<string, number>;
  /** Length that a crash of the machine leaves for certain, by path. */
  readonly synced: ReadonlyMap<string, number>;
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

export function createFaultyDisk(): FaultyDisk {
  const real = createNodeDisk();
  const faults = new Map<DiskCall, Fault>();
  const counts = new Map<DiskCall, number>();
  const lengths = new Map<string, number>();
  const synced = new Map<string, number>();
  let maxWrite: number | null = null;
  let space: number | null = null;

  async function pass(call: DiskCall, path: string): Promise<void> {
    counts.set(call, (counts.get(call) ?? 0) + 1);
    await faults.get(call)?.(path);
  }

  function usedBytes(): number {
    return [...lengths.values()].reduce((sum, length) => sum + length, 0);
  }

  /** As a file system does: what fits is written; nothing fits: an error. */
  function fitting(path: string, bytes: Uint8Array, position: number): Uint8Array {
    const short = maxWrite === null ? bytes : bytes.subarray(0, maxWrite);
    if (space === null) return short;
    const room = space - usedBytes() + (lengths.get(path) ?? 0) - position;
    if (room <= 0 && bytes.length > 0) throw systemError('ENOSPC');
    return short.subarray(0, room);
  }

  async function open(path: string, mode: 'create' | 'read' | 'change'): Promise<JournalFile> {
    await pass('open', path);
    const file = await real.open(path, mode);
    if (mode === 'create') lengths.set(path, 0);
    return {
      write: async (bytes, position) => {
        await pass('write', path);
        const part = fitting(path, bytes, position);
        const written = part.length === 0 ? 0 : await file.write(part, position);
        lengths.set(path, Math.max(lengths.get(path) ?? 0, position + written));
        return written;
      },
      read: async (into, position) => {
        await pass('read', path);
        return await file.read(into, position);
      },
      truncate: async (length) => {
        await pass('truncate', path);
        await file.truncate(length);
        lengths.set(path, length);
      },
      datasync: async () => {
        const covered = lengths.get(path) ?? 0;
        await pass('datasync', path);
        await file.datasync();
        synced.set(path, covered);
      },
      close: () => file.close(),
    };
  }

  return {
    ...real,
    open,
    remove: async (path) => {
      await pass('remove', path);
      await real.remove(path);
      lengths.delete(path);
    },
    rename: async (from, to) => {
      await real.rename(from, to);
      lengths.set(to, lengths.get(from) ?? 0);
      lengths.delete(from);
    },
    syncDirectory: async (directory) => {
      await pass('syncDirectory', directory);
      await real.syncDirectory(directory);
    },
    freeBytes: async (directory) => (space === null ? await real.freeBytes(directory) : space - usedBytes()),
    on: (call, fault) => {
      if (fault === null) faults.delete(call);
      else faults.set(call, fault);
    },
    failNext: (call, code, count = 1) => {
      let left = count;
      faults.set(call, () => {
        left -= 1;
        if (left >= 0) throw systemError(code);
      });
    },
    limitWrites: (bytes) => {
      maxWrite = bytes;
    },
    limitSpace: (bytes) => {
      space = bytes;
    },
    count: (call) => counts.get(call) ?? 0,
    written: () => lengths,
    synced,
  };
}
