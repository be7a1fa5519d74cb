import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { listRulesFiles } from './files/read-files.js';

/**
 * What tells that files have changed, without reading them: names, inodes, sizes and times, links followed (Kubernetes
 * swaps a link for all files at once). `more`: files outside the directories, such as secrets that are referred to.
 */
export function fingerprint(directories: readonly string[], more: readonly string[]): string {
  const files = [...directories.flatMap(listed), ...more];
  return createHash('sha256')
    .update(JSON.stringify(files.map((path) => [path, stamp(path)])))
    .digest('hex');
}

function listed(directory: string): readonly string[] {
  try {
    return [directory, ...listRulesFiles(directory)].toSorted();
  } catch {
    return [directory];
  }
}

function stamp(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return 'missing';
  }
}
