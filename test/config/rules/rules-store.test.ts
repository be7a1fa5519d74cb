import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createRulesStore, type RulesStore, type RulesStoreOptions } from '../../../src/config/rules/rules-store.js';
import type { LogFields } from '../../../src/ports.js';
import { until } from '../../harness/until.js';
import { rulesFolder, SMALLEST } from './rules-folder.js';

const BEN = 'people: { ben: { sms: "+12025550102", email: ben@example.org } }\nsubscriptions: [{ who: ben, to: all }]';
const BROKEN = 'people: { ben: { emial: x } }';
const NOW = Date.UTC(2013, 3, 18);

const open: RulesStore[] = [];

afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

function freshDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'rules-kept-'));
}

function start(directory: string, dataDir: string, more: Partial<RulesStoreOptions> = {}) {
  const lines: { readonly level: string; readonly fields: LogFields }[] = [];
  const note = (level: string) => (fields: LogFields) => void lines.push({ level, fields });
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const clock = { now: () => NOW };
  const poll = { pollMs: 10, settleMs: 10 };
  const opened = createRulesStore({ directories: [directory], dataDir, clock, log, env: {}, ...poll, ...more });
  if (opened.kind === 'opened') open.push(opened.store);
  return { opened, lines };
}

function startGood(directory: string, dataDir = freshDataDir(), more: Partial<RulesStoreOptions> = {}): RulesStore {
  const { opened } = start(directory, dataDir, more);
  if (opened.kind === 'opened') return opened.store;
  throw new Error(opened.faults.map(({ message }) => message).join('\n'));
}

describe('createRulesStore', () => {
  it('puts the rules of the files into force', () => {
    const store = startGood(rulesFolder({ 'a.yaml': SMALLEST }));

    expect([...store.rules().people.keys()]).toEqual(['ann']);
    expect(store.index().rules).toBe(store.rules());
    expect(store.state()).toEqual({ hash: store.rules().hash, loadedAt: NOW, origin: 'files', faults: [] });
  });

  it('takes changed files into force by itself, once', async () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    const store = startGood(directory);
    const changes: string[][] = [];
    store.onChange((rules, index) => changes.push([...rules.people.keys(), index.rules.hash]));

    writeFileSync(join(directory, 'b.yaml'), BEN);
    await until(() => changes[0], { describe: () => 'the change' });

    expect(changes).toEqual([['ann', 'ben', store.state().hash]]);
  });

  it('follows a link that is swapped, as Kubernetes does', async () => {
    const [one, two] = [
      rulesFolder({ 'a.yaml': SMALLEST }),
      rulesFolder({ 'a.yaml': `${SMALLEST}\nlimits: { sms: off }` }),
    ];
    const parent = rulesFolder({});
    symlinkSync(one, join(parent, '..data'));
    symlinkSync('..data/a.yaml', join(parent, 'a.yaml'));
    const store = startGood(parent);
    const before = store.state().hash;

    symlinkSync(two, join(parent, '..next'));
    renameSync(join(parent, '..next'), join(parent, '..data'));
    await until(() => store.state().hash !== before || null, { describe: () => 'the swapped link' });

    expect(store.rules().limits.sms).toEqual([]);
  });

  it('follows a file that is referred to', async () => {
    const secrets = rulesFolder({ phone: '+12025550102' });
    const store = startGood(
      rulesFolder({ 'a.yaml': SMALLEST, 'b.yaml': BEN.replace('+12025550102', `\${file:${secrets}/phone}`) }),
    );

    writeFileSync(join(secrets, 'phone'), '+12025550199');
    await until(() => store.rules().people.get('ben')?.sms[0] === '+12025550199' || null);

    expect(store.state().origin).toBe('files');
  });

  it('keeps the rules in force when the files break, says so once, and says when they are mended', async () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    const store = startGood(directory);
    const told: string[] = [];
    store.onBroken((faults) => told.push(...faults.map(({ line, message }) => `${line}: ${message}`)));
    store.onMended(() => told.push('mended'));
    const before = store.rules();

    writeFileSync(join(directory, 'b.yaml'), BROKEN);
    await until(() => told[0], { describe: () => 'broken' });
    store.reload();
    const broken = store.state();
    rmSync(join(directory, 'b.yaml'));
    await until(() => told[1], { describe: () => 'mended' });

    expect(told).toEqual(['1: unknown field `emial`; did you mean `email`?', 'mended']);
    expect(broken).toMatchObject({ origin: 'last-good', hash: before.hash });
    expect(broken.faults.length).toBeGreaterThan(0);
    expect(store.rules()).toBe(before);
    expect(store.state()).toMatchObject({ origin: 'files', faults: [] });
  });

  it('reads the files at once when it is asked to', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    const store = startGood(directory, freshDataDir(), { pollMs: 60_000 });

    writeFileSync(join(directory, 'b.yaml'), BEN);
    const state = store.reload();

    expect(state.origin).toBe('files');
    expect([...store.rules().people.keys()]).toEqual(['ann', 'ben']);
  });

  it('starts with the last good rules when the files are broken, and tells whoever asks', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    const dataDir = freshDataDir();
    const good = startGood(directory, dataDir).state();
    writeFileSync(join(directory, 'a.yaml'), BROKEN);

    const store = startGood(directory, dataDir);
    const told: string[] = [];
    store.onBroken((faults) => told.push(...faults.map(({ message }) => message)));

    expect(store.state()).toMatchObject({ hash: good.hash, origin: 'last-good' });
    expect([...store.rules().people.keys()]).toEqual(['ann']);
    expect(told).toContain('unknown field `emial`; did you mean `email`?');
  });

  it('starts with the last good rules when a secret that they refer to is gone', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST, 'b.yaml': BEN.replace('+12025550102', '${env:BEN}') });
    const dataDir = freshDataDir();
    startGood(directory, dataDir, { env: { BEN: '+12025550102' } });

    const store = startGood(directory, dataDir);

    expect(store.rules().people.get('ben')?.sms).toEqual(['+12025550102']);
  });

  it('refuses to start with all faults when there is no last good set', () => {
    const { opened } = start(rulesFolder({ 'a.yaml': SMALLEST, 'b.yaml': `${BROKEN}\nfoo: 1` }), freshDataDir());

    const messages = opened.kind === 'broken' ? opened.faults.map(({ message }) => message) : [];
    expect(messages).toEqual([
      'unknown field `emial`; did you mean `email`?',
      expect.stringMatching(/^unknown top-level key `foo`/),
      expect.stringMatching(/^there is no last good set of rules in /),
    ]);
  });

  it('does not start from a last good set that is damaged', () => {
    const directory = rulesFolder({ 'a.yaml': SMALLEST });
    const dataDir = freshDataDir();
    startGood(directory, dataDir);
    writeFileSync(join(directory, 'a.yaml'), BROKEN);
    const kept = join(dataDir, 'last-good-rules', 'rules.json');
    writeFileSync(kept, readFileSync(kept, 'utf8').replace('+12025550101', '+12025550108'));

    const { opened } = start(directory, dataDir);

    expect(opened.kind).toBe('broken');
  });

  it('keeps the last good set for its owner only, and leaves nothing else behind', () => {
    const dataDir = freshDataDir();
    startGood(rulesFolder({ 'a.yaml': SMALLEST }), dataDir);
    const folder = join(dataDir, 'last-good-rules');

    expect(readdirSync(folder)).toEqual(['rules.json']);
    expect(statSync(join(folder, 'rules.json')).mode & 0o777).toBe(0o600);
  });

  it('goes on when the last good set cannot be kept, loudly', () => {
    const { opened, lines } = start(rulesFolder({ 'a.yaml': SMALLEST }), '/dev/null/nowhere');

    expect(opened.kind).toBe('opened');
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});
