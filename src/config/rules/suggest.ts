/** `; did you mean `parsoid-team`?`, or the known names where they are few, or nothing. */
export function suggest(wrong: string, known: Iterable<string>): string {
  const names = [...known];
  const ranked = names
    .map((name) => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= Math.max(2, Math.floor(wrong.length / 3)) && best.distance < best.name.length) {
    return `; did you mean \`${best.name}\`?`;
  }
  if (names.length === 0 || names.length > 12) return '';
  return `; known: ${names.join(', ')}`;
}

/** Levenshtein distance, in one row of the table. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
