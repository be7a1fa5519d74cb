import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/cli.js');
const preload = new URL('preload/preload.mjs', import.meta.url).href;

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
}

/** Runs `pagectl serve` as it was built (`npm test` builds it first), with the faults of `preload/` at hand: `orderFault` calls them up. */
export function spawnServe({ env }: RunOptions): ChildProcess {
  return spawn(process.execPath, [cli, 'serve'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', NODE_OPTIONS: `--import ${preload}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** What can be made to go wrong inside a router; see `preload/`. */
export interface InnerFaults {
  /** The wall clock of this process goes wrong by so many ms. */
  readonly clock: number;
  /** The event loop stands still for so many ms. */
  readonly block: number;
  /** The same in the turn that reads the next bytes with all these texts from whatever connection. */
  readonly 'block-at-reply': { readonly texts: readonly string[]; readonly ms: number };
  /** System calls on the files of the journal fail with these codes; `{}`: they do not. */
  readonly journal: { readonly write?: string; readonly datasync?: string; readonly short?: boolean };
  /** kill -9 at this moment of the journal's record that holds the text. */
  readonly 'die-at-journal': { readonly at: 'write' | 'written' | 'synced'; readonly text: string };
  /** kill -9 in place of the next 202 to a source. */
  readonly 'die-before-202': true;
}

let orders = 0;

/** Calls up a fault inside the router; resolves when the router has it, just before it acts, or is gone. */
export function orderFault<K extends keyof InnerFaults>(
  child: ChildProcess,
  name: K,
  value: InnerFaults[K],
): Promise<void> {
  orders += 1;
  const id = orders;
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || !('id' in message) || message.id !== id) return;
      child.off('message', listen);
      resolve();
    };
    child.on('message', listen);
    child.once('exit', () => resolve());
    // A router that is gone takes no orders.
    child.send({ id, name, value }, () => {});
  });
}

/** A fresh directory with the rules in it; `remove` when done. */
export async function makePlace(
  rules: string,
): Promise<{ readonly directory: string; readonly env: Record<string, string> }> {
  const directory = await mkdtemp(join(tmpdir(), 'pr-fault-'));
  await mkdir(join(directory, 'rules'));
  await writeFile(join(directory, 'rules', 'rules.yaml'), rules);
  return { directory, env: { DATA_DIR: join(directory, 'data'), ROUTING_RULES: join(directory, 'rules') } };
}
