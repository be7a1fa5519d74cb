import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');
const MAX_LINES = 300;
/** Words that say nothing about what a thing is, with the forms they come in. */
const BANNED =
  /^(handle[drs]?|handling|process(ed|es|ing|or|ors)?|manage[drs]?|managing|utils?|utility|helpers?|common|misc|base|impl|data|info)$/;
const EXPORTED = /^export (?:declare )?(?:async )?(?:function\*?|const|let|class|interface|type) +([A-Za-z0-9_$]+)/gm;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function filesOf(folder: string): readonly SourceFile[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(join(ROOT, folder, path), 'utf8') }));
}

/** The code alone: whole-line comments would name what the code must not do. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s\/\/ .*$/gm, '');
}

/** Paths of the files outside `homes` whose code matches. */
function offenders(files: readonly SourceFile[], pattern: RegExp, homes?: RegExp): readonly string[] {
  return files
    .filter(({ path, text }) => !homes?.test(path) && pattern.test(withoutComments(text)))
    .map(({ path }) => path);
}

function bannedWords(name: string): readonly string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.includes('severity') ? [] : words.filter((word) => BANNED.test(word));
}

const sources = filesOf('src');
const everything = [...sources, ...filesOf('test'), ...filesOf('demo')];

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = everything
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);

    expect(long).toEqual([]);
  });

  it('have names without empty words', () => {
    const badly = everything.map(({ path }) => path).filter((path) => bannedWords(basename(path, '.ts')).length > 0);

    expect(badly).toEqual([]);
  });

  it('lie in folders without empty words', () => {
    const folders = new Set(sources.flatMap(({ path }) => path.split('/').slice(1, -1)));

    expect([...folders].filter((folder) => bannedWords(folder).length > 0)).toEqual([]);
  });

  it('export names without empty words', () => {
    const badly = sources.flatMap(({ path, text }) =>
      [...text.matchAll(EXPORTED)]
        .map(([, name = '']) => name)
        .filter((name) => bannedWords(name).length > 0)
        .map((name) => `${path}: ${name}`),
    );

    expect(badly).toEqual([]);
  });
});

describe('the outside world', () => {
  it('is configured in config only', () => {
    expect(offenders(sources, /\bprocess\.env\b/, /^src\/(config\/|cli\/cli\.ts$)/)).toEqual([]);
  });

  it('has its time read by the clock and the command line only', () => {
    const readsTime = /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bTemporal\.Now\b/;

    expect(offenders(sources, readsTime, /^src\/(clock[/.-]|cli\/)/)).toEqual([]);
  });

  it('is printed to by the command line only', () => {
    expect(offenders(sources, /\bconsole\.|\bprocess\.std(out|err)\b/, /^src\/(cli|log)[/.]/)).toEqual([]);
  });
});

describe('types', () => {
  it('are never any, never forced through unknown, never silenced', () => {
    const loosened = /:\s*any\b|\bas any\b|<any\b|\bas unknown as\b/;
    const silenced = everything.filter(({ text }) => /@ts-(ignore|nocheck|expect-error)\b|\bbiome-ignore\b/.test(text));

    expect(offenders(everything, loosened, /^test\/architecture\.test\.ts$/)).toEqual([]);
    expect(silenced.map(({ path }) => path).filter((path) => path !== 'test/architecture.test.ts')).toEqual([]);
  });

  it('are all that http takes of the engine', () => {
    const http = sources.filter(({ path }) => path.startsWith('src/http/'));

    expect(offenders(http, /^import (?!type\b)[^;]*?from '[./]+engine\//m)).toEqual([]);
  });
});

describe('the README', () => {
  it('names every folder of src', () => {
    const readme = existsSync(join(ROOT, 'README.md')) ? readFileSync(join(ROOT, 'README.md'), 'utf8') : '';
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(folders.map(({ name }) => name).filter((name) => !readme.includes(`${name}/`))).toEqual([]);
  });
});
