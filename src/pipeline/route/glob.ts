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
  return { matches: (value) => globMatches(pattern, value), literals, literalCount };
}

/** Greedy with one point of return, as a later `*` makes an earlier one's choice irrelevant. */
function globMatches(pattern: string, value: string): boolean {
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
