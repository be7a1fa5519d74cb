import { RE2JS } from 're2js';
import { z } from 'zod';
import { messageOf } from '../../message-of.js';
import { fields } from './shapes.js';
import { textValue, type Wrong } from './text-value.js';

const pattern = textValue(readPattern);
const Pattern = z.union([pattern, z.array(pattern).min(1)]);

const shape = {
  source: Pattern.optional(),
  host: Pattern.optional(),
  check: Pattern.optional(),
  severity: Pattern.optional(),
  labels: z.record(z.string(), Pattern).optional(),
};

/** Schema of a matcher of checks. */
export const MatcherEntry = notEmpty(fields({ ...shape, service: Pattern.optional() }));

/** Schema of the matchers that say which checks a service is made of: it cannot ask for services itself. */
export const ServiceMatcherEntry = notEmpty(fields(shape));

function notEmpty<T extends z.ZodType<object>>(schema: T) {
  return schema.check(({ value, issues }) => {
    if (issues.length > 0 || Object.keys(value).length > 0) return;
    issues.push({ code: 'custom', input: value, message: 'an empty matcher matches every check; name a field' });
  });
}

function readPattern(text: string): string | Wrong {
  const value = text.startsWith('!') ? text.slice(1) : text;
  if (value.length < 2 || !value.startsWith('/') || !value.endsWith('/')) return text;
  try {
    RE2JS.compile(value.slice(1, -1));
    return text;
  } catch (cause) {
    const problem = messageOf(cause);
    return { wrong: `not a regular expression of RE2 (no lookaround, no backreferences): ${problem}` };
  }
}
