import { z } from 'zod';
import { AlertKind } from '../../domain/alert.js';
import { Severity } from '../../domain/severity.js';
import { readInstant } from './instant.js';

const kinds = [...AlertKind.options, 'ack'] as const;

const Instant = z.string('is not a text').transform((text, context) => {
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: 'is no instant: ISO 8601 with offset, like 2013-04-18T23:46:00Z' });
  return z.NEVER;
});

const Name = z.string('is not a text').trim().min(1, 'is empty');
const LabelValue = z.union([z.string(), z.number(), z.boolean()], 'is not a text').transform(String);

/** The router's own format, strict: a misspelled field is a fault, not a page that goes to the wrong people. */
export const GenericAlert = z
  .strictObject({
    source: z
      .string('is not a text')
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'is no source name: letters, digits, dot, dash, underscore')
      .optional(),
    dedupKey: Name.optional(),
    kind: z.enum(kinds, `is missing or unknown: one of ${kinds.join(', ')}`),
    severity: z.enum(Severity.options, `is no severity: one of ${Severity.options.join(', ')}`).optional(),
    host: Name.optional(),
    check: Name.optional(),
    service: Name.optional(),
    labels: z.record(z.string(), LabelValue, 'is not an object of texts').optional(),
    summary: z.string('is missing or not a text'),
    details: z.string('is not a text').optional(),
    at: Instant.optional(),
    link: z.url({ protocol: /^https?$/, error: 'is no http or https URL' }).optional(),
    author: z.string('is not a text').optional(),
    comment: z.string('is not a text').optional(),
    eventId: Name.optional(),
    spooled: z.boolean('is not true or false').optional(),
  })
  .refine((alert) => alert.host !== undefined || alert.check !== undefined || alert.dedupKey !== undefined, {
    path: ['host'],
    message: 'is missing: host, check or dedupKey must say what the alert is about',
  });
export type GenericAlert = z.infer<typeof GenericAlert>;
