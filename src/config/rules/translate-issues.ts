import type { z } from 'zod';

/** One thing that a schema found: where below the value, and what would be right. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** The schemas' issues as findings for people, one per fault. */
export function translateIssues(issues: readonly Issue[], path: readonly PropertyKey[] = []): readonly Finding[] {
  return issues.flatMap((issue) => translate(issue, [...path, ...issue.path]));
}

/** Words for what zod says by itself; the schemas' own messages win. */
export function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'too_small') return 'nothing is written here: expected at least one';
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return MISSING;
  return `expected ${KINDS[issue.expected] ?? issue.expected}, found ${kindOf(issue.input)}`;
}

const MISSING = 'is missing';
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'fields (`key: value`)',
  record: 'fields (`key: value`)',
};

function translate(issue: Issue, path: readonly PropertyKey[]): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      message: messages[index] ?? `unknown field \`${key}\``,
    }));
  }
  if (issue.code === 'invalid_union') return translateUnion(issue.errors, path);
  if (issue.code === 'invalid_key') return translateIssues(issue.issues).map(({ message }) => ({ path, message }));
  if (issue.message === MISSING) return [{ path: path.slice(0, -1), message: `\`${String(path.at(-1))}\` is missing` }];
  return [{ path, message: issue.message }];
}

/** Of the alternatives the one that fitted deepest: what the writer meant. */
function translateUnion(branches: readonly (readonly Issue[])[], path: readonly PropertyKey[]): readonly Finding[] {
  const deepest = Math.max(...branches.map(depth));
  const meant = branches.filter((branch) => depth(branch) === deepest);
  if (deepest > 0 || meant.length === 1) return translateIssues(meant[0] ?? [], path);
  const kinds = new Set(
    branches.flat().flatMap((issue) => (issue.code === 'invalid_type' ? [KINDS[issue.expected]] : [])),
  );
  return [{ path, message: `expected ${[...kinds].join(' or ')}` }];
}

/** How far into the value an alternative fitted: 0 = it wants another kind of value altogether. */
function depth(branch: readonly Issue[]): number {
  return Math.min(
    ...branch.map((issue) => {
      if (issue.code === 'invalid_type') return issue.path.length;
      return issue.path.length + (issue.code === 'invalid_union' ? Math.max(...issue.errors.map(depth)) : 0.5);
    }),
  );
}

function kindOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'fields';
  return input === '' ? 'nothing' : `\`${input}\``;
}
