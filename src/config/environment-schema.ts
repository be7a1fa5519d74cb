import { z } from 'zod';
import { parseDuration } from '../domain/duration.js';
import type { Role } from '../domain/rules.js';
import { smsGatewayShape } from './sms-gateway.js';

const ROLE_OF_GROUP = /^(.+)=(viewer|responder|ops|admin)$/;

/**
 * Every variable of the environment, as text. Messages never repeat a value: it may be a secret in the wrong place.
 * Descriptions are for `.env.example` and the README.
 */
export const EnvironmentSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, expected('a port from 0 to 65535'))
    .transform(Number)
    .refine((port) => port <= 65_535, expected('a port from 0 to 65535'))
    .default(8080),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, expected('a host name or address'))
    .default('127.0.0.1'),
  PUBLIC_URL: webAddress().optional(),
  DATA_DIR: z.string().default('./data'),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?|rediss?-sentinel|unix):\/\/\S+$/, expected('redis://, rediss://, redis-sentinel:// or unix://'))
    .optional(),
  REDIS_PLAINTEXT: z.enum(['deny', 'allow'], expected('deny or allow')).default('deny'),
  ROUTING_RULES: z.string().default('routing-rules').transform(commaSeparated),
  ROLE: z.enum(['all', 'receiver', 'worker'], expected('all, receiver or worker')).default('all'),
  ADMIN_TOKEN: z.string().regex(/^\S+$/, expected('a token without spaces')).optional(),
  TWILIO_ACCOUNT_SID: accountSid().optional(),
  TWILIO_AUTH_TOKEN: authTokens().optional(),
  TWILIO_RECEIPTS: receipts(),
  TWILIO_REPLIES: z.enum(['auto', 'on', 'off'], expected('auto, on or off')).default('auto'),
  TWILIO_FROM: sender().optional(),
  TWILIO_MESSAGING_SERVICE_SID: serviceSid().optional(),
  TWILIO_API_BASE: webAddress().default('https://api.twilio.com'),
  TWILIO2_ACCOUNT_SID: accountSid().optional(),
  TWILIO2_AUTH_TOKEN: authTokens().optional(),
  TWILIO2_RECEIPTS: receipts(),
  TWILIO2_FROM: sender().optional(),
  TWILIO2_MESSAGING_SERVICE_SID: serviceSid().optional(),
  TWILIO2_API_BASE: webAddress().default('https://api.twilio.com'),
  ...smsGatewayShape,
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, expected('smtp://user:password@host:587 or smtps://…'))
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n\s]+$/, expected('an address such as paging@example.org'))
    .optional(),
  EMERGENCY_AFTER: z
    .string()
    .refine((text) => parseDuration(text) !== null, expected('a duration such as 30s or 2m'))
    .transform((text) => (parseDuration(text) ?? 0) * 1000)
    .default(30_000),
  HEARTBEAT_URL: z
    .string()
    .transform(commaSeparated)
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'expected addresses that start with https:// or http://' })))
    .optional(),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'expected an address that starts with https://' })
    .refine(isPrivateEnough, expected('an address that starts with https:// (http:// on this machine only)'))
    .optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_ROLES: z
    .string()
    .transform(commaSeparated)
    .refine(
      (pairs) => pairs.every((pair) => ROLE_OF_GROUP.test(pair)),
      expected('group=role pairs, such as pagers=responder'),
    )
    .transform(rolesOfGroups)
    .optional(),
  OIDC_GROUPS_CLAIM: z.string().min(1).default('groups'),
  OIDC_PERSON_CLAIM: z.string().min(1).default('email'),
  ICINGA2_API_URL: z
    .string()
    .transform(commaSeparated)
    .pipe(z.array(webAddress().refine((url) => url.startsWith('https://'), expected('https://host:5665'))).min(1))
    .optional(),
  ICINGA2_API_USER: z
    .string()
    .regex(/^[^:\s]+$/, expected('the name of an ApiUser'))
    .optional(),
  ICINGA2_API_PASSWORD: z.string().optional(),
  ICINGA2_API_CA: z
    .string()
    .regex(
      /-----BEGIN CERTIFICATE-----/,
      expected("Icinga's CA certificate in PEM; its file may be given as ICINGA2_API_CA_FILE"),
    )
    .optional(),
  ICINGA2_API_CERTIFICATE_NAME: z.string().regex(/^\S+$/, expected('the name in the certificate')).optional(),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      expected('fatal, error, warn, info, debug, trace or silent'),
    )
    .default('info'),
});

function expected(what: string): { readonly error: string } {
  return { error: `expected ${what}` };
}

function accountSid() {
  return z.string().regex(/^AC\w+$/, expected('an account SID, which starts with AC'));
}

function authTokens() {
  return z
    .string()
    .transform(commaSeparated)
    .refine((tokens) => tokens.length > 0 && tokens.every((token) => !/\s/.test(token)), {
      error: 'expected a token without spaces, or several separated by commas',
    });
}

function receipts() {
  return z.enum(['auto', 'on', 'off'], expected('auto, on or off')).default('auto');
}

function sender() {
  return z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/,
      expected('a number such as +12025550100, a short code or a sender name'),
    );
}

function serviceSid() {
  return z.string().regex(/^MG\w+$/, expected('a service SID, which starts with MG'));
}

/** An http(s) address without query; a closing slash is taken off, so that paths can be put behind it. */
function webAddress() {
  return z
    .url({ protocol: /^https?$/, error: 'expected an address that starts with https:// or http://' })
    .regex(/^[^?#]*$/, expected('an address without ? and #'))
    .transform((url) => url.replace(/\/+$/, ''));
}

function commaSeparated(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}

/** Keys that come over plain http from another machine could be anybody's. */
function isPrivateEnough(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}

function rolesOfGroups(pairs: readonly string[]): ReadonlyMap<string, Role> {
  const roles: readonly Role[] = ['viewer', 'responder', 'ops', 'admin'];
  return new Map(
    pairs.flatMap((pair) => {
      const [, group = '', written] = ROLE_OF_GROUP.exec(pair) ?? [];
      const role = roles.find((known) => known === written);
      return role === undefined ? [] : [[group, role] as const];
    }),
  );
}
