import { SOURCE_TOKEN, type Variables } from './variables.js';

/** Tokens of the sources from `SOURCE_TOKEN_<SOURCE>`: one, or while it is being rotated several, comma-separated. */
export function readSourceTokens(variables: Variables): {
  readonly tokens: ReadonlyMap<string, readonly string[]>;
  readonly faults: readonly string[];
} {
  const tokens = new Map<string, readonly string[]>();
  const faults: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const source = SOURCE_TOKEN.exec(name)?.[1]?.toLowerCase();
    if (source === undefined || value === undefined) continue;
    const list = value.split(',').flatMap((part) => part.trim() || []);
    if (list.length === 0 || list.some((token) => /\s/.test(token))) {
      faults.push(`${name}: expected a token without spaces, or several separated by commas`);
    }
    tokens.set(source, list);
  }
  return { tokens, faults };
}
