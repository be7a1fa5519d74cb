import { z } from 'zod';
import type { Caller } from '../../domain/access.js';
import { didYouMean } from '../../domain/nearest-name.js';
import type { ActionResult, Actor } from '../../engine/use-cases.js';
import type { RulesView } from '../../ports.js';
import { ApiError, invalid, notFound } from './api-error.js';

/** Body of every action: who acts (absent: who asks; only ADMIN_TOKEN may name somebody else), and a note for the timeline. */
export const ActionBody = z
  .strictObject({
    by: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Person of the rules who acts, where ADMIN_TOKEN asks.' }),
    note: z.string().min(1).max(1000).optional().meta({ description: 'For the timeline.' }),
  })
  .meta({ id: 'Action' });

/**
 * The actor of a request: who asks, or whom ADMIN_TOKEN, which is nobody's own, names in `by` (`authorize` refuses it to
 * others). Throws a 400 when that is nobody of the rules.
 */
export function actorOf(rules: RulesView, by: string | undefined, caller: Caller): Actor {
  const { principal, via } = caller;
  if (by === undefined || by === principal.name) return { person: principal.name, via, caller };
  const people = rules.rules().people;
  if (people.has(by)) return { person: by, via, caller };
  throw invalid([{ path: 'by', message: `unknown person "${by}"${didYouMean(by, people.keys())}` }]);
}

/** The value of an action with, if it changed nothing, why; refusals are thrown as problems. */
export function settled<T>(result: ActionResult<T>): { readonly value: T; readonly unchanged?: string } {
  if (result.kind === 'done') return { value: result.value };
  if (result.kind === 'unchanged') return { value: result.value, unchanged: result.text };
  if (result.kind === 'not-found') throw notFound(result.text);
  if (result.faults !== undefined && result.faults.length > 0) throw invalid(result.faults);
  throw new ApiError({ status: 409, code: result.code, title: 'Refused', detail: result.text });
}

/** `{unchanged}` to spread into an answer. */
export function unchangedField(unchanged: string | undefined): { readonly unchanged?: string } {
  return unchanged === undefined ? {} : { unchanged };
}
