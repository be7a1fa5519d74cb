import { z } from 'zod';
import type { WindowSpan } from '../../domain/access.js';
import { parseDuration } from '../../domain/duration.js';
import { WindowEffect } from '../../domain/maintenance-window.js';
import { Matcher } from '../../domain/matcher.js';
import { didYouMean } from '../../domain/nearest-name.js';
import type { Rules } from '../../domain/rules.js';
import type { WindowRequest } from '../../engine/use-cases.js';
import { compileMatcher } from '../../pipeline/route/compile-matcher.js';
import type { InputFault } from '../../ports.js';
import { invalid } from './api-error.js';
import { Instant } from './resources/shared-fields.js';

/** The end of a window: an instant or a length, exactly one of them. */
export const windowEnd = {
  endsAt: Instant.optional(),
  for: z
    .string()
    .refine((text) => parseDuration(text) !== null, 'expected a duration such as 30m, 2h or 1d')
    .optional()
    .meta({ description: 'Length instead of `endsAt`, such as `30m`.' }),
};

/** How long nothing may have failed before a window whose work is done ends. */
export const QuietTime = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'expected a duration such as 5m, or 0s')
  .default('5m')
  .meta({ description: 'So long nothing it covers must have failed, since monitoring notices late.' });

interface WindowEnd {
  readonly endsAt?: string | undefined;
  readonly for?: string | undefined;
}

/** What somebody asks for: a window of services or matchers, from now or later, with an end and a reason. */
export const WindowBody = z.strictObject({
  services: z.array(z.string()).max(200).optional().meta({ description: 'Names of services it covers.' }),
  match: z.union([Matcher, z.array(Matcher).max(50)]).optional(),
  startsAt: windowEnd.endsAt.meta({ description: 'Absent: now.' }),
  ...windowEnd,
  reason: z.string().trim().min(1, 'say why').max(500),
  effect: WindowEffect.optional().meta({
    description: '`suppress` (default): no page at all; `email-only`: only mails, and no escalation.',
  }),
  confirm: z
    .string()
    .max(100)
    .optional()
    .meta({ description: '`confirmation` of the preview, which a window that covers everything needs.' }),
});
type WindowBody = Readonly<z.output<typeof WindowBody>>;

/** What a request covers and when, for who may. */
export function spanOf({ services, match, startsAt, endsAt }: WindowRequest, now: number): WindowSpan {
  return { services, match, startsAt: Math.max(startsAt ?? now, now), endsAt };
}

/** UTC ms of the end; `for` counts from `from`. Throws a 400 unless exactly one of both is given. */
export function endOf(body: WindowEnd, from: number): number {
  if (body.endsAt !== undefined && body.for !== undefined) {
    throw invalid([{ path: 'for', message: 'give either endsAt or for, not both' }]);
  }
  if (body.endsAt !== undefined) return Date.parse(body.endsAt);
  const seconds = body.for === undefined ? null : parseDuration(body.for);
  if (seconds === null) throw invalid([{ path: 'endsAt', message: 'the end is mandatory: give endsAt, or for (30m)' }]);
  return from + seconds * 1000;
}

/** What a body asks for, checked against the rules; throws a 400 that names every wrong field. */
export function windowRequest(body: WindowBody, rules: Rules, now: number): WindowRequest {
  const startsAt = body.startsAt === undefined ? undefined : Date.parse(body.startsAt);
  const endsAt = endOf(body, startsAt ?? now);
  const services = body.services ?? [];
  const match = body.match === undefined ? [] : [body.match].flat();
  const faults = [
    ...scopeFaults(services, match, rules),
    ...(startsAt === undefined ? [] : pastFaults(startsAt, now)),
    ...(endsAt <= Math.max(now, startsAt ?? now) ? [endFault(body, now)] : []),
  ];
  if (faults.length > 0) throw invalid(faults);
  const { reason, effect, confirm } = body;
  return { services, match, startsAt, endsAt, reason, effect, confirm };
}

/** Says what time it is here: the clock of who asks may be another. */
function endFault(body: WindowEnd, now: number): InputFault {
  const message = `the end must lie after the start and after now (it is ${new Date(now).toISOString()} here)`;
  return { path: body.for === undefined ? 'endsAt' : 'for', message };
}

/** Clocks differ: what began this long ago begins now. */
const SKEW_MS = 5 * 60_000;

function pastFaults(startsAt: number, now: number): readonly InputFault[] {
  if (startsAt >= now - SKEW_MS) return [];
  const message = `lies in the past (it is ${new Date(now).toISOString()} here): leave it out to start now`;
  return [{ path: 'startsAt', message }];
}

/** What is wrong with what a window is to cover. */
export function scopeFaults(
  services: readonly string[],
  match: readonly Matcher[],
  rules: Rules,
): readonly InputFault[] {
  if (services.length === 0 && match.length === 0) {
    return [{ path: 'services', message: 'say what it covers: services (names) or match' }];
  }
  const wrong = match.flatMap((matcher, index) => matcherFaults(matcher, `match.${index}`));
  const unknown = services.flatMap((service, index) =>
    rules.services.has(service)
      ? []
      : [
          {
            path: `services.${index}`,
            message: `unknown service "${service}"${didYouMean(service, rules.services.keys())}`,
          },
        ],
  );
  return [...wrong, ...unknown];
}

/** A matcher that cannot be compiled would stop every process that reads the windows. */
function matcherFaults(matcher: Matcher, path: string): readonly InputFault[] {
  if (Object.keys(matcher).length === 0)
    return [{ path, message: 'an empty matcher covers everything; if that is meant, say { "check": "*" }' }];
  try {
    compileMatcher(matcher);
    return [];
  } catch (error) {
    return [{ path, message: error instanceof Error ? error.message : 'not a matcher' }];
  }
}
