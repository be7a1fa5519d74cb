import type { z } from 'zod';
import type { InputFault } from '../ports.js';

/** A path ends in a name that the sender chose. */
const longestPath = 200;

/** The faults that zod found, with paths as people write them: `labels.dc`, `alerts[2].host`. */
export function toFaults(error: z.ZodError): readonly InputFault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: pathText(issue.path), message: issue.message }];
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'is not a known field' }));
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part) || '""'}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, longestPath);
}
