import { z } from 'zod';
import type { GatewayTemplate } from '../domain/gateway-template.js';

const ANY_PLACEHOLDER = /\{(\w+)\}/g;
const PATH = String.raw`[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*`;
const STATUSES = /^\d{3}(?:,\d{3})*$/;
const FIELD = new RegExp(`^(${PATH})=(\\S+)$`);

/** The variables of the gateway; messages never repeat a value. */
export const smsGatewayShape = {
  SMS_GATEWAY_URL: z
    .string()
    .refine((url) => isAddress(url), { error: 'expected an address such as https://sms.example.org/send?to={to}' })
    .refine(hasKnownPlaceholders, { error: 'knows {to}, {from} and {text} only' })
    .optional(),
  SMS_GATEWAY_METHOD: z.enum(['GET', 'POST', 'PUT'], { error: 'expected GET, POST or PUT' }).default('POST'),
  SMS_GATEWAY_HEADERS: z
    .string()
    .refine((text) => readHeaders(text) !== null, {
      error: 'expected a JSON object of names and texts, such as {"Content-Type": "application/json"}',
    })
    .transform((text) => readHeaders(text) ?? {})
    .default({}),
  SMS_GATEWAY_BODY: z.string().refine(hasKnownPlaceholders, { error: 'knows {to}, {from} and {text} only' }).optional(),
  SMS_GATEWAY_FROM: z
    .string()
    .regex(/^\S[^\r\n]*$/, { error: 'expected a number or a name' })
    .optional(),
  SMS_GATEWAY_SUCCESS: z
    .string()
    .refine((text) => wordsOf(text).every((word) => STATUSES.test(word) || FIELD.test(word)), {
      error: 'expected HTTP statuses and fields of the answer, such as 200,202 or "200 messages.0.status=queued"',
    })
    .default(''),
  SMS_GATEWAY_ID: z
    .string()
    .regex(new RegExp(`^${PATH}$`), {
      error: 'expected where the id stands in the JSON of the answer, such as messages.0.id',
    })
    .optional(),
} as const;

const Shape = z.object(smsGatewayShape);
type Values = z.output<typeof Shape>;

/** The gateway, or null when no `SMS_GATEWAY_URL` is set. */
export function smsGatewaySettings(values: Values): GatewayTemplate | null {
  if (values.SMS_GATEWAY_URL === undefined) return null;
  const wanted = wordsOf(values.SMS_GATEWAY_SUCCESS);
  const statuses = wanted.filter((word) => STATUSES.test(word)).flatMap((word) => word.split(',').map(Number));
  return {
    method: values.SMS_GATEWAY_METHOD,
    url: values.SMS_GATEWAY_URL,
    headers: values.SMS_GATEWAY_HEADERS,
    body: values.SMS_GATEWAY_BODY ?? null,
    from: values.SMS_GATEWAY_FROM ?? null,
    statuses: statuses.length === 0 ? null : statuses,
    fields: wanted.flatMap((word) => {
      const [, path, value] = FIELD.exec(word) ?? [];
      return path === undefined || value === undefined ? [] : [{ path, value }];
    }),
    idPath: values.SMS_GATEWAY_ID ?? null,
  };
}

/** What cannot be right in the template as a whole. */
export function gatewayFaults(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_BODY: body = '', SMS_GATEWAY_FROM: from, SMS_GATEWAY_METHOD } = variables;
  const set = Object.keys(smsGatewayShape).find((name) => variables[name] !== undefined);
  if (set === undefined) return [];
  if (url === undefined) return [`SMS_GATEWAY_URL: is missing, since ${set} is set`];
  const whole = `${url} ${body}`;
  return [
    ...['to', 'text'].flatMap((name) =>
      whole.includes(`{${name}}`) ? [] : [`SMS_GATEWAY_BODY: {${name}} is missing, in it and in SMS_GATEWAY_URL`],
    ),
    ...(whole.includes('{from}') && from === undefined ? ['SMS_GATEWAY_FROM: is missing, since {from} is used'] : []),
    ...(body !== '' && SMS_GATEWAY_METHOD === 'GET'
      ? ['SMS_GATEWAY_BODY: a GET has none: put it into SMS_GATEWAY_URL']
      : []),
    ...(isBrokenJson(body, variables.SMS_GATEWAY_HEADERS)
      ? ['SMS_GATEWAY_BODY: expected JSON, with placeholders within quotes, since the Content-Type says so']
      : []),
  ];
}

function isBrokenJson(body: string, headers: string | undefined): boolean {
  const type = Object.entries(readHeaders(headers ?? '{}') ?? {}).find(
    ([name]) => name.toLowerCase() === 'content-type',
  );
  return body !== '' && /json/i.test(type?.[1] ?? '') && readJson(body.replace(ANY_PLACEHOLDER, 'x')) === undefined;
}

function isAddress(url: string): boolean {
  const filled = url.replace(ANY_PLACEHOLDER, 'x');
  const host = /^https?:\/\/[^/?#]*/.exec(url)?.[0] ?? '{';
  return !host.includes('{') && URL.canParse(filled);
}

function hasKnownPlaceholders(template: string): boolean {
  return [...template.matchAll(ANY_PLACEHOLDER)].every(([, name = '']) => ['to', 'from', 'text'].includes(name));
}

const Headers = z.record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), z.string().regex(/^[\x20-\x7e]*$/));

function readHeaders(text: string): Readonly<Record<string, string>> | null {
  const parsed = Headers.safeParse(readJson(text));
  return parsed.success ? parsed.data : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
