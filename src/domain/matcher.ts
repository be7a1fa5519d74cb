import { z } from 'zod';

/**
 * Pattern of one value: exact text or glob (`*`, `?`), `"!…"` none of, `"/…/"` whole-string RE2; a list means any of.
 * An absent value equals the empty one. Case-sensitive, hosts in lower case.
 */
export const Pattern = z.union([z.string(), z.array(z.string()).min(1)]);
export type Pattern = Readonly<z.infer<typeof Pattern>>;

/** Fields of one entry must all match. `service` matches any of the services that the check belongs to. */
export const Matcher = z.strictObject({
  source: Pattern.optional(),
  host: Pattern.optional(),
  check: Pattern.optional(),
  service: Pattern.optional(),
  severity: Pattern.optional(),
  labels: z.record(z.string(), Pattern).optional(),
});
export type Matcher = Readonly<z.infer<typeof Matcher>>;
