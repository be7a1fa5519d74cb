/** A glob: `*` any text, `?` one character, everything else literal. Linear-time for one `*`, never exponential. */
export interface Glob {
  readonly matches: (value: string) => boolean;
  /** The texts between the wildcards, each of which every matching value contains. */
  readonly literals: readonly string[];
  readonly literalCount: number;
}

export function isGlob(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

/** Compiles `lvs*` once, so that matching costs no allocation. */
export function compileGlob(pattern: string): Glob {
  const literals = pattern.split(/[*?]+/).filter((part) => part !== '');
  const literalCount = literals.reduce((sum, part) => sum + part.length, 0);
  const matches = pattern.includes('?')
    ? (value: string) => characterMatches(pattern, value)
    : partMatcher(pattern.split('*'));
  return { matches, literals, literalCount };
}

/** Without `?`: the first part begins the value, the last one ends it, the others follow each other as early as they can. */
function partMatcher(parts: readonly string[]): (value: string) => boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (value) => {
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = value.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= value.length - last.length;
  };
}

/** Greedy with one point of return, as a later `*` makes an earlier one's choice irrelevant. */
function characterMatches(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p;
      resume = v;
      p += 1;
    } else if (pattern[p] === '?' || pattern[p] === value[v]) {
      p += 1;
      v += 1;
    } else if (star < 0) return false;
    else {
      p = star + 1;
      resume += 1;
      v = resume;
    }
  }
  return onlyStars(pattern, p);
}

function onlyStars(pattern: string, from: number): boolean {
  let at = from;
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
