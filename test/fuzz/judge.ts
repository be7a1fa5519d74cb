import { z } from 'zod';
import type { WireCase } from './wire-case.js';
import type { WireAnswer } from './wire-client.js';

/**
 * No answer may take longer, ms; bodies that come slowly have their own, documented limits. Answers take milliseconds: this leaves
 * room for a machine that does other things too, and still finds whatever is not linear.
 */
export const slowestMs = 3000;
/** What a sender chose may not come back to it, or into the log, many times over. */
const longestProblem = 65_536;

const Problem = z.object({
  status: z.number(),
  code: z.string().regex(/^[a-z-]+$/),
  title: z.string().min(1),
  errors: z.array(z.object({ path: z.string(), message: z.string().min(1) })).optional(),
});

/** Codes of a 400 that must name the fields. */
const naming: ReadonlySet<string> = new Set(['unreadable-alert', 'invalid-request']);

/** What is wrong with an answer, whatever was asked; null: nothing. */
export function faultOf(asked: Pick<WireCase, 'method'>, answer: WireAnswer): string | null {
  if (answer.status === 0) return 'no answer';
  if (answer.status >= 500) return `status ${answer.status}: ${answer.body.slice(0, 300)}`;
  if (answer.ms > slowestMs) return `took ${Math.round(answer.ms)} ms`;
  return answer.status >= 400 && asked.method !== 'HEAD' ? faultOfRefusal(answer) : null;
}

function faultOfRefusal({ status, headers, body }: WireAnswer): string | null {
  const type = headers.get('content-type') ?? 'none';
  if (type === 'text/html; charset=utf-8' && body.includes('<h1>')) return null;
  if (type !== 'application/problem+json') return `status ${status} with content type ${type}: ${body.slice(0, 200)}`;
  if (body.length > longestProblem) return `a problem of ${body.length} characters`;
  const problem = Problem.safeParse(jsonOf(body));
  if (!problem.success) return `not a problem: ${body.slice(0, 300)}`;
  const { code, errors } = problem.data;
  if (problem.data.status !== status) return `says status ${problem.data.status}, is ${status}`;
  return status === 400 && naming.has(code) && (errors ?? []).length === 0
    ? `names no field: ${body.slice(0, 300)}`
    : null;
}

const Accepted = z.object({ alertId: z.string().min(1), alertIds: z.array(z.string().min(1)).optional() });

/** Ids of the alerts that an answer of an alert route takes over; empty when it takes over none. */
export function acceptedIds(answer: WireAnswer): readonly string[] {
  if (answer.status !== 202) return [];
  const { alertId, alertIds } = Accepted.parse(jsonOf(answer.body));
  return alertIds ?? [alertId];
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
