import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Size and time of every file that the own server keeps its data in: equal texts, equal files. */
export async function markFiles(directory: string): Promise<string> {
  const folder = join(directory, 'appendonlydir');
  const names = await readdir(folder).catch(() => []);
  const paths = [...names.map((name) => join(folder, name)), join(directory, 'appendonly.aof')];
  const marks = await Promise.all(paths.sort().map(markOf));
  return marks.join('\n');
}

async function markOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found === null ? '' : `${path} ${found.ino} ${found.size} ${found.mtimeMs}`;
}
