import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Terminal } from './terminal.js';

/** Address of a router → the token with which somebody signed in there. */
const Credentials = z.record(z.string(), z.string());

/** Where `pagectl login` keeps tokens: below XDG_CONFIG_HOME or HOME; null: the environment names neither. */
export function credentialsFile(env: Terminal['env']): string | null {
  const root = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, '.config') : '');
  return root === '' ? null : join(root, 'paging-router', 'tokens.json');
}

/** The token of who signed in at a router; null: nobody has, or the file cannot be read. */
export function keptToken(env: Terminal['env'], url: string): string | null {
  return readAll(credentialsFile(env))[url] ?? null;
}

/** Keeps (or, null, forgets) a token, readable by its owner only. False: the environment names no place for it. */
export function keepToken(env: Terminal['env'], url: string, token: string | null): boolean {
  const file = credentialsFile(env);
  if (file === null) return false;
  const { [url]: _before, ...others } = readAll(file);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(token === null ? others : { ...others, [url]: token }, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(next, file);
  return true;
}

function readAll(file: string | null): Readonly<Record<string, string>> {
  try {
    return file === null ? {} : Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
