import { nearestName } from '../../domain/nearest-name.js';

const fewNames = 12;

/** `; did you mean `parsoid-team`?`, or the known names where they are few, or nothing. */
export function suggest(wrong: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearestName(wrong, names);
  if (near !== null) return `; did you mean \`${near}\`?`;
  return names.length === 0 || names.length > fewNames ? '' : `; known: ${names.join(', ')}`;
}
