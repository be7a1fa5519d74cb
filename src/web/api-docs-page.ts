import { z } from 'zod';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
type Schema = z.infer<typeof Schema>;

const Content = z.object({ content: z.record(z.string(), z.object({ schema: Schema })).optional() });

const Operation = z.object({
  summary: z.string(),
  tags: z.array(z.string()),
  parameters: z
    .array(
      z.object({ name: z.string(), in: z.string(), description: z.string().optional(), schema: Schema.optional() }),
    )
    .default([]),
  requestBody: Content.optional(),
  responses: z.record(z.string(), Content.extend({ description: z.string() })),
});
type Operation = z.infer<typeof Operation>;

/** What the page reads of an OpenAPI document. */
const Document = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

/** A readable page of an OpenAPI document; throws when the document is not one of ours. */
export function apiDocsPage(document: unknown): string {
  const { info, paths, components } = Document.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  return layout({
    title: info.title,
    width: 'wide',
    body: html`<header class="top"><b>${info.title}</b><a href="v1/openapi.json">openapi.json</a></header>
<main><h1>${info.title}</h1><p class="soft">${info.description}</p>
<p class="soft">Send <code>Authorization: Bearer TOKEN</code>; <code>pagectl login</code> gets you one of your own, the first admin&rsquo;s is in <code>DATA_DIR/admin-token</code>. Errors are problem+json with a stable <code>code</code>. Lists answer <code>{items, nextCursor}</code>.</p>
${tags.map((tag) => tagCard(tag, operations))}
<section class="card"><h2>Schemas</h2>${Object.entries(components.schemas).map(([name, schema]) => schemaEntry(name, schema))}</section></main>`,
  });
}

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function tagCard(tag: string, operations: readonly Entry[]): Html {
  const own = operations.filter(({ operation }) => operation.tags.includes(tag));
  return html`<section class="card"><h2>${tag}</h2>${own.map(operationEntry)}</section>`;
}

function operationEntry({ path, method, operation }: Entry): Html {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return html`<details><summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code> <span class="soft">${operation.summary}</span></summary>${parameterTable(operation)}${
    body === undefined ? null : html`<h3>Body</h3>${fields(body)}`
  }<h3>Answers</h3><table>${Object.entries(operation.responses).map(
    ([status, { description, content }]) =>
      html`<tr><td><code>${status}</code></td><td>${description}</td><td>${typeName(Object.values(content ?? {})[0]?.schema)}</td></tr>`,
  )}</table></details>`;
}

function parameterTable({ parameters }: Operation): Html | null {
  if (parameters.length === 0) return null;
  return html`<table><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr>${parameters.map(
    ({ name, in: place, schema, description }) =>
      html`<tr><td><code>${name}</code></td><td>${place}</td><td>${typeName(schema)}</td><td>${description ?? schema?.description ?? ''}</td></tr>`,
  )}</table>`;
}

function schemaEntry(name: string, schema: Schema): Html {
  return html`<details id="${name}"><summary><code>${name}</code> <span class="soft">${schema.description ?? ''}</span></summary>${fields(schema)}</details>`;
}

function fields(schema: Schema): Html {
  if (schema.properties === undefined) return html`<p>${typeName(schema)}</p>`;
  const required = new Set(schema.required);
  return html`<table><tr><th>Field</th><th>Type</th><th></th></tr>${Object.entries(schema.properties).map(
    ([name, property]) => {
      const field = Schema.parse(property);
      return html`<tr><td><code>${name}</code>${required.has(name) ? null : ' (optional)'}</td><td>${typeName(field)}</td><td>${field.description ?? ''}</td></tr>`;
    },
  )}</table>`;
}

function typeName(schema: Schema | undefined): Html {
  if (schema === undefined) return html``;
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return html`<a href="#${name}">${name}</a>`;
  if (schema.enum !== undefined) return html`${schema.enum.map(String).join(' | ')}`;
  if (schema.items !== undefined) return html`list of ${typeName(Schema.parse(schema.items))}`;
  const type = [schema.type ?? 'any'].flat().join(' or ');
  return html`${schema.format === undefined ? type : `${type} (${schema.format})`}`;
}
