import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const DOCUMENT = join(import.meta.dirname, '../fixtures/contracts/twilio_messages_openapi.json');
const MESSAGES = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
const RFC_2822 = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/;

/** Checks requests and answers of the Messages resource against Twilio's own description; [] = as described. */
export interface TwilioContract {
  createRequest(form: Readonly<Record<string, unknown>>): readonly string[];
  listRequest(query: Readonly<Record<string, unknown>>): readonly string[];
  message(body: unknown): readonly string[];
  list(body: unknown): readonly string[];
}

/** A node of the OpenAPI document, looked up by keys. */
function at(node: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => {
    const entry = Object.entries(inner ?? {}).find(([name]) => name === key);
    if (entry === undefined) throw new Error(`the contract has no ${keys.join('/')}`);
    return entry[1];
  }, node);
}

/** Reads the contract once. OpenAPI 3.0's `nullable` is known to ajv; its own formats are added here. */
export function loadTwilioContract(): TwilioContract {
  const document: unknown = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true });
  ajv.addFormat('phone-number', /^(?:\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11}|MG[0-9a-f]{32})$/);
  ajv.addFormat('date-time-rfc-2822', RFC_2822);
  ajv.addFormat('uri', /^(?:https?:\/)?\/\S+$/);
  ajv.addFormat('callback-address', /^https?:\/\/[^_/\s]+(?:\/\S*)?$/);
  ajv.addFormat('currency', /^[A-Za-z]{3}$/);
  ajv.addFormat('date-time', /^\d{4}-\d{2}-\d{2}/);
  for (const free of ['int64', 'uri-map', 'http-method', 'twiml', 'endpoint']) ajv.addFormat(free, true);
  ajv.addSchema({ $id: 'twilio', ...Object(document) });

  const resource = at(document, 'paths', MESSAGES);
  const form = at(resource, 'post', 'requestBody', 'content', 'application/x-www-form-urlencoded', 'schema');
  const created = at(resource, 'post', 'responses', '201', 'content', 'application/json', 'schema');
  const listed = at(resource, 'get', 'responses', '200', 'content', 'application/json', 'schema');
  return {
    createRequest: checker(ajv.compile(rooted({ ...withAddresses(form), additionalProperties: false }))),
    listRequest: checker(ajv.compile(rooted(querySchema(at(resource, 'get', 'parameters'))))),
    message: checker(ajv.compile(rooted(created))),
    list: checker(ajv.compile(rooted(listed))),
  };
}

/** What the description of StatusCallback says in words: a whole address, without underscores in the host's name. */
function withAddresses(form: unknown): object {
  const described = Object(at(form, 'properties', 'StatusCallback'));
  const properties = {
    ...Object(at(form, 'properties')),
    StatusCallback: { ...described, format: 'callback-address' },
  };
  return { ...Object(form), properties };
}

function querySchema(parameters: unknown): object {
  const inQuery = Object.values(Object(parameters)).filter((parameter) => at(parameter, 'in') === 'query');
  const properties = inQuery.map((parameter) => [String(at(parameter, 'name')), at(parameter, 'schema')] as const);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

/** References into the document's components work from every schema. */
function rooted(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"twilio#/components/'));
}

function checker(validate: ValidateFunction): (value: unknown) => readonly string[] {
  return (value) => {
    const copy: unknown = JSON.parse(JSON.stringify(value));
    if (validate(copy)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
    });
  };
}
