import type { z } from 'zod';
import { didYouMean } from '../../domain/nearest-name.js';
import type { InputFault } from '../../ports.js';
import { invalid } from './api-error.js';

/** Of fields that a stranger has named so many are told, and so much of each. */
const mostFaults = 20;
const longestKey = 100;

/** Parses one part of a request, or throws a 400 that names each field, with suggestions for misspelled ones. */
export function readInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap((issue) => faultsOf(issue, value, knownFields(schema))));
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown, known: readonly string[]): readonly InputFault[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const fields = issue.path.length === 0 ? known : [];
    return issue.keys.slice(0, mostFaults).map((key) => {
      const shown = key.slice(0, longestKey);
      const message = `unknown field "${shown}"${didYouMean(key, fields)}`;
      return { path: path === '' ? shown : `${path}.${shown}`, message };
    });
  }
  if (issue.code === 'invalid_value') {
    const written = at(value, issue.path);
    const near = typeof written === 'string' ? didYouMean(written, issue.values.map(String)) : '';
    return [{ path, message: `expected one of ${issue.values.map(String).join(', ')}${near}` }];
  }
  return [{ path, message: issue.message }];
}

function knownFields(schema: z.ZodType): readonly string[] {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? Object.keys(schema.shape)
    : [];
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  }
  return found;
}
