import { z } from 'zod';
import { invalid } from '../api-error.js';
import { readSubject } from '../read-subject.js';
import { ExplanationResource, explanationResource } from '../resources/explanation-resource.js';
import { Instant } from '../resources/shared-fields.js';
import { defineRoute, Nothing } from '../route.js';

const explainAlert = defineRoute({
  method: 'post',
  path: '/explain',
  operationId: 'explainAlert',
  tag: 'Explain',
  summary: 'Who would be paged for an alert by which rule, and why nobody else; changes nothing',
  action: 'alerts.explain',
  params: Nothing,
  query: z.strictObject({ at: Instant.optional().meta({ description: 'Explain as of then; absent: now.' }) }),
  body: z
    .looseObject({
      source: z.string().optional().meta({ description: 'Name of a source, with `payload`.' }),
      payload: z.unknown().optional().meta({ description: 'What that source sends to its webhook.' }),
    })
    .meta({
      id: 'ExplainRequest',
      description: 'A generic alert, the payload of any source, or `{source, payload}`.',
    }),
  response: ExplanationResource,
  async run({ operations, sources }, { query, body }) {
    const subject = readSubject(sources, body);
    if (subject.kind === 'unreadable') throw invalid(subject.faults);
    const at = query.at === undefined ? null : Date.parse(query.at);
    return explanationResource(await operations.explainDraft(subject.draft, subject.source, at));
  },
});

export const explainRoutes = [explainAlert];
