import { z } from 'zod';
import { parseDuration } from '../../domain/duration.js';
import { didYouMean } from '../../domain/nearest-name.js';
import type { Rules } from '../../domain/rules.js';
import { parseScope, SCOPE_FORMS } from '../../pipeline/access/scopes.js';
import type { InputFault } from '../../ports.js';

const longestSeconds = 366 * 86_400;

/** How long a token lives, at most a year. */
export const tokenLife = z
  .string()
  .refine((text) => isLife(parseDuration(text)), 'expected a duration from 1m to 366d, such as 12h or 90d')
  .transform((text) => parseDuration(text) ?? 0);

/** What is wrong with a request for a token, by the rules in force; `person` null: a robot's. */
export function tokenFaults(
  body: { readonly robot?: boolean | undefined; readonly scopes?: readonly string[] | undefined },
  person: string | null,
  rules: Rules,
): readonly InputFault[] {
  const faults = (body.scopes ?? []).flatMap((text, index) => scopeFaults(text, `scopes.${index}`, rules));
  if (person === null && body.scopes === undefined) {
    return [...faults, { path: 'scopes', message: 'a robot needs at least one: what it is for' }];
  }
  if (person === null || rules.people.has(person)) return faults;
  const message =
    person === 'admin'
      ? 'say whose it will be: ADMIN_TOKEN is nobody (person, or robot with scopes)'
      : `unknown person "${person}"${didYouMean(person, rules.people.keys())}`;
  return [...faults, { path: 'person', message }];
}

function scopeFaults(text: string, path: string, rules: Rules): readonly InputFault[] {
  const scope = parseScope(text);
  if (scope === null) return [{ path, message: `"${text}" is no scope; expected ${SCOPE_FORMS}` }];
  if (scope.service === null || rules.services.has(scope.service)) return [];
  return [{ path, message: `unknown service "${scope.service}"${didYouMean(scope.service, rules.services.keys())}` }];
}

function isLife(seconds: number | null): boolean {
  return seconds !== null && seconds >= 60 && seconds <= longestSeconds;
}
