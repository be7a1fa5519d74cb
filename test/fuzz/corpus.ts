import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WireCase } from './wire-case.js';

const folder = join(import.meta.dirname, 'corpus');

/** A text as its parts with how often each comes, so that a megabyte of it stays readable. */
const Text = z.array(z.tuple([z.string(), z.number().int().positive()]));

/** A request that once broke something. Bytes are Latin-1 text. */
const Kept = z.strictObject({
  why: z.string(),
  method: z.string(),
  target: Text,
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: Text,
  chunk: z.number().int().positive().nullable().default(null),
  authentic: z.boolean().default(false),
});

export interface KeptCase {
  readonly name: string;
  readonly why: string;
  readonly wire: WireCase;
}

/** Every request that once broke something, by the name of its file. */
export function readCorpus(): readonly KeptCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const { why, target, body, ...rest } = Kept.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      return { name, why, wire: { ...rest, target: textOf(target), body: textOf(body) } };
    });
}

/** Keeps a request that broke something, shrunk, for all later runs. Secrets of the run are its own, not ours. */
export function keepCase(wire: WireCase, why: string): void {
  const kept = { why, ...wire, target: [[wire.target, 1]], body: [[wire.body, 1]] };
  const name = createHash('sha256').update(JSON.stringify(kept)).digest('hex').slice(0, 12);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `found-${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

function textOf(parts: z.infer<typeof Text>): string {
  return parts.map(([part, times]) => part.repeat(times)).join('');
}
