import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { systemCode } from './journal-error.js';

export interface JournalFile {
  /** One write call: the bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Bytes read; 0: end of file. */
  read(into: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** What the journal asks of the file system: replaceable, so that tests can let every call fail. */
export interface JournalDisk {
  open(path: string, mode: 'create' | 'read' | 'change'): Promise<JournalFile>;
  /** Bytes of the file; null: there is none. */
  size(path: string): Promise<number | null>;
  list(directory: string): Promise<readonly string[]>;
  makeDirectory(directory: string): Promise<void>;
  syncDirectory(directory: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Also when there is no such file. */
  remove(path: string): Promise<void>;
  /** Bytes that may still be written on this file system. */
  freeBytes(directory: string): Promise<number>;
}

const FLAGS = { create: 'w+', read: 'r', change: 'r+' } as const;

/** The real file system; files are readable by their owner only. */
export function createNodeDisk(): JournalDisk {
  return {
    open: openFile,
    size: sizeOf,
    list: (directory) => readdir(directory),
    makeDirectory: async (directory) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    },
    syncDirectory,
    rename,
    remove: (path) => rm(path, { force: true }),
    freeBytes: async (directory) => {
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
  };
}

async function openFile(path: string, mode: keyof typeof FLAGS): Promise<JournalFile> {
  const file = await open(path, FLAGS[mode], 0o600);
  return {
    write: async (bytes, position) => (await file.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
    truncate: (length) => file.truncate(length),
    datasync: () => file.datasync(),
    close: () => file.close(),
  };
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const file = await open(directory, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
