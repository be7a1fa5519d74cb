import { z } from 'zod';
import { type Severity, Severity as severities, type Urgency } from '../../../domain/severity.js';
import { MatcherEntry, ServiceMatcherEntry } from '../values/matchers.js';
import { nameText } from '../values/names.js';
import { fields, Names, oneOrMany, wholeNumber, word } from '../values/shapes.js';

const UrgencyWord = word('high', 'low', 'record');

const everySeverity = UrgencyWord.transform(
  (urgency): Partial<Record<Severity, Urgency>> =>
    Object.fromEntries(severities.options.map((severity) => [severity, urgency])),
);

const perSeverity = fields({
  critical: UrgencyWord.optional(),
  error: UrgencyWord.optional(),
  warning: UrgencyWord.optional(),
  info: UrgencyWord.optional(),
});

/** One of `services`. */
export const ServiceEntry = fields({
  name: z.string().min(1).optional(),
  match: oneOrMany(ServiceMatcherEntry).optional(),
  except: oneOrMany(ServiceMatcherEntry).optional(),
  owners: Names.optional(),
  groupBy: word('service', 'host', 'check').optional(),
  urgency: z.union([everySeverity, perSeverity]).optional(),
  precedence: wholeNumber({ min: -1000, max: 1000 }).optional(),
  escalation: nameText.optional(),
  dependsOn: Names.optional(),
  runbook: z.url({ protocol: /^https?$/, error: 'expected a link that starts with https:// or http://' }).optional(),
});
export type ServiceEntry = Readonly<z.infer<typeof ServiceEntry>>;

/** One or several matchers, as a maintenance window takes them. */
export const Matchers = oneOrMany(MatcherEntry);
