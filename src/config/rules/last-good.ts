import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../write-durably.js';
import type { RulesFile } from './files/read-files.js';
import type { References } from './files/resolve-references.js';

/** What the last good rules were made of. */
export interface LastGood {
  readonly files: readonly RulesFile[];
  readonly references: References;
}

const Kept = z.object({
  v: z.literal(1),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  references: z.array(z.tuple([z.string(), z.string()])),
});

/**
 * Keeps the content of the files, and of what they refer to, in `DATA_DIR/last-good-rules/`. One file, replaced as a
 * whole, its checksum in the first line: a crash or a damaged disk never makes a mixture of two sets.
 */
export function keepLastGood(dataDir: string, { files, references }: LastGood): void {
  const content = JSON.stringify({ v: 1, files, references: [...references] }, null, 1);
  writeDurably(pathIn(dataDir), `${checksum(content)}\n${content}`);
}

/** The set that was kept last; null where there is none, or it is damaged. */
export function readLastGood(dataDir: string): LastGood | null {
  try {
    const kept = readFileSync(pathIn(dataDir), 'utf8');
    const lineEnd = kept.indexOf('\n');
    const content = kept.slice(lineEnd + 1);
    if (kept.slice(0, lineEnd) !== checksum(content)) return null;
    const { files, references } = Kept.parse(JSON.parse(content));
    return { files, references: new Map(references) };
  } catch {
    return null;
  }
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'last-good-rules', 'rules.json');
}

function checksum(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
