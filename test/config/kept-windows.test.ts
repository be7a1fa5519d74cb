import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeptWindows } from '../../src/config/kept-windows.js';
import { buildWindow } from '../pipeline/decide/evening.js';

let directory: string;
const warnings: string[] = [];
const log = { debug() {}, info() {}, warn: (_: object, text: string) => void warnings.push(text), error() {} };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pr-windows-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('createKeptWindows', () => {
  it('keeps windows over a restart', () => {
    createKeptWindows(directory, log).keep([buildWindow()]);

    expect(createKeptWindows(directory, log).read()).toEqual([buildWindow()]);
  });

  it('knows none where none were kept, and where the file is damaged', async () => {
    const none = createKeptWindows(directory, log).read();
    await writeFile(join(directory, 'last-known-windows.json'), '{"v":1,"windows":[{}');

    expect([none, createKeptWindows(directory, log).read()]).toEqual([[], []]);
  });

  it('says that it could not keep them, and goes on', async () => {
    await writeFile(join(directory, 'file'), '');

    createKeptWindows(join(directory, 'file'), log).keep([]);

    expect(warnings).toEqual(['the maintenance windows could not be kept for a start without Redis']);
  });
});
