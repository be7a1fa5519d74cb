import { readFileSync } from 'node:fs';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The names that carry one source's tokens. */
export const SOURCE_TOKEN = /^SOURCE_TOKEN_([A-Z0-9][A-Z0-9_]*)$/;

/**
 * The known variables with the content of their `<NAME>_FILE` beside them (a final line end taken off). Empty ones are
 * left out: compose files pass what is not set as empty.
 */
export function withFiles(env: Variables, names: readonly string[]): Filled {
  const variables: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of new Set([...names, ...sourceNames(env)])) {
    const found = readVariable(env, name);
    if (found.fault !== undefined) faults.push(found.fault);
    if (found.value !== undefined) variables[name] = found.value;
  }
  return { variables, faults };
}

/** The variables that are set, and what was wrong with the others. */
export interface Filled {
  readonly variables: Variables;
  readonly faults: readonly string[];
}

function readVariable(env: Variables, name: string): { readonly value?: string; readonly fault?: string } {
  const [value, file] = [env[name] || undefined, env[`${name}_FILE`] || undefined];
  if (file === undefined) return value === undefined ? {} : { value };
  if (value !== undefined) return { fault: `${name}: set either ${name} or ${name}_FILE, not both` };
  const content = readValue(file);
  return content === null ? { fault: `${name}_FILE: cannot read ${file}, or it is empty` } : { value: content };
}

function sourceNames(env: Variables): readonly string[] {
  return Object.keys(env)
    .map((name) => name.replace(/_FILE$/, ''))
    .filter((name) => SOURCE_TOKEN.test(name));
}

function readValue(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '') || null;
  } catch {
    return null;
  }
}
