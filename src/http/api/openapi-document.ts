import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Route } from './route.js';

const Problem = z
  .strictObject({
    type: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    title: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    asked: z
      .strictObject({ action: z.string(), target: z.string().nullable() })
      .optional()
      .meta({ description: 'Of a 403: what was asked for.' }),
    whoMay: z
      .array(z.strictObject({ person: z.string(), displayName: z.string(), because: z.string() }))
      .optional()
      .meta({ description: 'Of a 403: owners, ops and admins who may.' }),
    requestAccess: z
      .strictObject({ method: z.string(), path: z.string(), body: z.unknown() })
      .optional()
      .meta({ description: 'Of a 403: the call that asks them.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong; `errors` names each field.',
  401: 'No valid token.',
  403: 'You may not; `whoMay` names those who may, `requestAccess` the call that asks them.',
  404: 'There is no such thing.',
  409: 'Refused; `code` says why.',
  429: 'Too often; `Retry-After` says when again.',
};

/** The OpenAPI 3.1 document of the routes, as plain JSON. */
export function createOpenapiDocument(routes: readonly Route[]) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of `POST /tokens` or `POST /logins`, one of the identity provider, or ADMIN_TOKEN.',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'paging-router admin API',
      version: '1',
      description:
        'Incidents, maintenance windows, messages, rules, why somebody is paged or not, who may what, and what was done.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
  });
}

function pathOf(route: Route): RouteConfig {
  return {
    method: route.method,
    path: `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`,
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    description: route.action === 'public' ? 'Needs no token.' : `Needs \`${route.action}\`.`,
    ...(route.action === 'public' ? { security: [] } : {}),
    request: {
      params: route.params,
      query: route.query,
      ...(route.creates ? { headers: z.object({ 'Idempotency-Key': z.string().max(255).optional() }) } : {}),
      ...(route.method === 'post'
        ? { body: { content: { 'application/json': { schema: route.body } }, required: isRequired(route) } }
        : {}),
    },
    responses: {
      [route.status]: { description: 'Done.', content: { 'application/json': { schema: route.response } } },
      ...refusalsOf(route),
    },
  };
}

function isRequired(route: Route): boolean {
  return !route.body.safeParse({}).success;
}

function refusalsOf(route: Route): RouteConfig['responses'] {
  const codes = [400, 401, ...(route.action === 'public' ? [] : [403]), ...route.refusals];
  return Object.fromEntries(
    codes.map((code) => [
      code,
      { description: REFUSALS[code] ?? '', content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}
