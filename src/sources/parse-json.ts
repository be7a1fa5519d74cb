export type ParsedJson =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly message: string };

const maxDepth = 20;

/** Parses JSON of an unknown sender. Refuses deep nesting and keys that reach for prototypes. */
export function parseJson(text: string): ParsedJson {
  const value = parseOrUndefined(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (value === undefined) return { kind: 'refused', message: 'is not JSON' };
  const fault = findFault(value, 1);
  return fault === null ? { kind: 'value', value } : { kind: 'refused', message: fault };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findFault(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth > maxDepth) return `is nested deeper than ${maxDepth} levels`;
  if (Object.hasOwn(value, '__proto__')) return 'has a key "__proto__", which no monitoring system sends';
  for (const child of Array.isArray(value) ? value : Object.values(value)) {
    const fault = findFault(child, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}
