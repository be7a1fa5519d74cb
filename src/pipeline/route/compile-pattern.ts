import { RE2JS } from 're2js';
import type { Pattern } from '../../domain/matcher.js';
import { compileGlob, isGlob } from './glob.js';

/** What every matching value has: it is exactly this, or contains all of these. Lets an index find the pattern. */
export type Anchor =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'contains'; readonly literals: readonly string[] };

/**
 * A pattern made ready. Specificity of a match: exact 1000; glob 2 and one per literal character (at most 900); regular
 * expression or pure negation 1. Of a list, the best alternative that matches counts.
 */
export interface CompiledPattern {
  /** Specificity ≥ 1 when an alternative fits (or there are only negations), else 0. */
  readonly accepts: (value: string) => number;
  /** True when a `!…` alternative fits: then the whole pattern does not. */
  readonly rejects: (value: string) => boolean;
  /** One per alternative; null when some match cannot be foretold (regular expressions, negations, `*`). */
  readonly anchors: readonly Anchor[] | null;
}

interface Alternative {
  readonly matches: (value: string) => boolean;
  readonly score: number;
  readonly anchor: Anchor | null;
}

const EXACT_SCORE = 1000;
const LOOSE_SCORE = 1;
const MAX_GLOB_LITERALS = 900;

/** `fold: 'lower'` compares with lower-case values (hosts). Throws where a `/…/` is not RE2. */
export function compilePattern(pattern: Pattern, fold: 'lower' | 'none'): CompiledPattern {
  const texts: readonly string[] = typeof pattern === 'string' ? [pattern] : pattern;
  const positive = texts.filter((text) => !text.startsWith('!')).map((text) => compileText(text, fold));
  const negative = texts.filter((text) => text.startsWith('!')).map((text) => compileText(text.slice(1), fold));
  const anchors = positive.map(({ anchor }) => anchor).filter((anchor) => anchor !== null);
  return {
    accepts: positive.length === 0 ? () => LOOSE_SCORE : acceptAny(positive),
    rejects: negative.length === 0 ? () => false : (value) => negative.some(({ matches }) => matches(value)),
    anchors: positive.length > 0 && anchors.length === positive.length ? anchors : null,
  };
}

function acceptAny(alternatives: readonly Alternative[]): (value: string) => number {
  return (value) => {
    let best = 0;
    for (const { matches, score } of alternatives) if (score > best && matches(value)) best = score;
    return best;
  };
}

function compileText(text: string, fold: 'lower' | 'none'): Alternative {
  if (text.length > 1 && text.startsWith('/') && text.endsWith('/')) return compileExpression(text.slice(1, -1), fold);
  const folded = fold === 'lower' ? text.toLowerCase() : text;
  if (!isGlob(folded)) return compileExact(folded);
  const glob = compileGlob(folded);
  const score = LOOSE_SCORE + 1 + Math.min(glob.literalCount, MAX_GLOB_LITERALS);
  const anchor = glob.literals.length > 0 ? { kind: 'contains' as const, literals: glob.literals } : null;
  return { matches: glob.matches, score, anchor };
}

/** The empty text has no anchor: it also stands for a value that is absent, which no index key can lead to. */
function compileExact(value: string): Alternative {
  const anchor = value === '' ? null : { kind: 'exact' as const, value };
  return { matches: (other) => other === value, score: EXACT_SCORE, anchor };
}

function compileExpression(source: string, fold: 'lower' | 'none'): Alternative {
  const flags = fold === 'lower' ? RE2JS.DOTALL | RE2JS.CASE_INSENSITIVE : RE2JS.DOTALL;
  const expression = RE2JS.compile(source, flags);
  return { matches: (value) => expression.matches(value), score: LOOSE_SCORE, anchor: null };
}
