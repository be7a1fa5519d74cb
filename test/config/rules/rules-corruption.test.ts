import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createRulesStore, type RulesStore } from '../../../src/config/rules/rules-store.js';
import { rulesFolder } from './rules-folder.js';

const EXAMPLE = join(import.meta.dirname, '../../../routing-rules');
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const files: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(EXAMPLE)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]),
);

/** Ways in which a file goes bad, and at every how many bytes each is tried. */
const DAMAGES = [
  {
    name: 'a flipped bit',
    step: 192,
    damage: (bytes: Buffer, at: number) => replaced(bytes, at, [(bytes[at] ?? 0) ^ 0x10]),
  },
  { name: 'a zero byte', step: 640, damage: (bytes: Buffer, at: number) => replaced(bytes, at, [0]) },
  { name: 'an early end', step: 512, damage: (bytes: Buffer, at: number) => bytes.subarray(0, at) },
  {
    name: 'a hole',
    step: 192,
    damage: (bytes: Buffer, at: number) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 40)]),
  },
];

function replaced(bytes: Buffer, at: number, by: readonly number[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(by), bytes.subarray(at + by.length)]);
}

function openStore(directory: string): RulesStore {
  const dataDir = mkdtempSync(join(tmpdir(), 'rules-kept-'));
  const clock = { now: () => 0 };
  const opened = createRulesStore({ directories: [directory], dataDir, clock, log: SILENT, env: {}, pollMs: 60_000 });
  if (opened.kind === 'opened') return opened.store;
  throw new Error('the example is broken');
}

/** Reads a damaged file: what is in force stays, or something comes into force that is right as a whole. */
function expectSafe(store: RulesStore, path: string, damaged: Buffer): 'files' | 'last-good' {
  const [before, rules] = [store.state(), store.rules()];
  writeFileSync(path, damaged);

  const after = store.reload();

  if (after.origin === 'last-good') expect([after.hash, store.rules()]).toEqual([before.hash, rules]);
  else expect(after.faults.filter(({ level }) => level === 'error')).toEqual([]);
  expect(store.index().rules.hash).toBe(after.hash);
  return after.origin;
}

describe('rules files with damage at many places', () => {
  it.each(DAMAGES)('are refused, or right as a whole, with $name', ({ step, damage }) => {
    const directory = rulesFolder(files);
    const store = openStore(directory);
    const origins: string[] = [];

    for (const [name, content] of Object.entries(files)) {
      const bytes = Buffer.from(content);
      const path = join(directory, name);
      for (let at = 0; at < bytes.length; at += step) origins.push(expectSafe(store, path, damage(bytes, at)));
      writeFileSync(path, content);
    }
    store.close();

    expect(origins.filter((origin) => origin === 'last-good').length).toBeGreaterThan(5);
  });
});
