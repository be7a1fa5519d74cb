/** The known name that was probably meant (at most a third of its letters differ), or null. */
export function nearestName(written: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let distance = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of known) {
    // Names of so different lengths are that many edits apart at least: not worth the time.
    if (Math.abs(written.length - name.length) >= distance) continue;
    const edits = editDistance(written.toLowerCase(), name.toLowerCase());
    if (edits < distance) [best, distance] = [name, edits];
  }
  return best;
}

/** `; did you mean "parsoid"?`, or nothing when no known name is near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const near = nearestName(written, known);
  return near === null ? '' : `; did you mean "${near}"?`;
}

/** Edits with swaps of neighbors (optimal string alignment): `parsiod` is one edit from `parsoid`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(
        Math.min(
          at(last, column) + 1,
          at(next, column - 1) + 1,
          at(last, column - 1) + cost,
          swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforeLast, last] = [last, next];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
