import type { z } from 'zod';
import type { GatewayTemplate } from '../domain/gateway-template.js';
import type { Role } from '../domain/rules.js';
import { EnvironmentSchema } from './environment-schema.js';
import { gatewayFaults, smsGatewaySettings } from './sms-gateway.js';
import { readSourceTokens } from './source-tokens.js';
import { type Variables, withFiles } from './variables.js';

/** The settings of one process. Whatever is null falls back as the README says (own Redis, outbox, made token). */
export interface Environment {
  readonly host: string;
  readonly port: number;
  /** Without closing slash. */
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly redisUrl: string | null;
  readonly redisPlaintext: 'deny' | 'allow';
  readonly routingRules: readonly string[];
  readonly role: 'all' | 'receiver' | 'worker';
  readonly adminToken: string | null;
  /** Source (`icinga`) → the tokens it may use. */
  readonly sourceTokens: ReadonlyMap<string, readonly string[]>;
  readonly twilio: TwilioSettings | null;
  /** A second account, or a Twilio-compatible gateway: takes what the first cannot. */
  readonly twilio2: TwilioSettings | null;
  /** A plain HTTP gateway: the last choice, or the only one. */
  readonly smsGateway: GatewayTemplate | null;
  readonly smtp: SmtpSettings | null;
  /** Null: no identity provider; only tokens that are made here. */
  readonly oidc: OidcSettings | null;
  /** How long alerts wait for Redis before people are paged without it, ms. */
  readonly emergencyAfterMs: number;
  /** Pinged each minute while the router proves that it can page. */
  readonly heartbeatUrls: readonly string[];
  /** Null: Icinga is only heard, never asked. */
  readonly icinga: IcingaSettings | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

export interface TwilioSettings {
  readonly accountSid: string;
  /** The first signs our calls, each may sign the provider's; two while it is rotated. */
  readonly authTokens: readonly string[];
  /** At least one of `from` and `messagingServiceSid` is there. */
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly apiBase: string;
  /** Whether to ask what becomes of each text; `auto`: unless `publicUrl` is of this machine, where nobody outside can tell. */
  readonly receipts: 'auto' | 'on' | 'off';
  /** Whether people may answer by text; `auto`: unless nobody outside could hand an answer on, or answer the sender. */
  readonly replies: 'auto' | 'on' | 'off';
}

export interface SmtpSettings {
  readonly url: string;
  readonly from: string;
}

/** Where Icinga 2 is asked what it says, and told what is done here. */
export interface IcingaSettings {
  /** Of one Icinga, or of the masters of one cluster. */
  readonly urls: readonly string[];
  readonly user: string;
  readonly password: string;
  /** PEM of the only authority that its certificate may come from. */
  readonly ca: string;
  /** Name in its certificate, where that is not the host of the address. */
  readonly certificateName: string | null;
}

/** An identity provider (OpenID Connect), and what its bearer tokens mean here. */
export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Group of the provider → role. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly groupsClaim: string;
  /** Claim that names a person: `email` (verified) or, in another claim, the name in the rules or an address. */
  readonly personClaim: string;
}

/** All faults at once; each names its variable, none repeats a value. */
export type ReadEnvironment =
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

/** Reads the settings of the environment; each variable may also come as `<NAME>_FILE`. Empty means unset. */
export function readEnvironment(env: Variables = process.env): ReadEnvironment {
  const { variables, faults: unreadable } = withFiles(env, Object.keys(EnvironmentSchema.shape));
  const sources = readSourceTokens(variables);
  const faults = [...unreadable, ...sources.faults, ...missingParts(variables), ...gatewayFaults(variables)];
  const parsed = EnvironmentSchema.safeParse(variables);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  if (!parsed.success || faults.length > 0) return { kind: 'faulty', faults };
  return { kind: 'environment', environment: settings(parsed.data, sources.tokens) };
}

/** Providers that are configured by half: a page would be lost where it is believed to be sent. */
function missingParts(variables: Variables): readonly string[] {
  const isSet = (name: string) => variables[name] !== undefined;
  const needed = [
    ...twilioParts('TWILIO', isSet),
    ...twilioParts('TWILIO2', isSet),
    ...(isSet('SMTP_URL') ? [{ names: ['MAIL_FROM'], because: 'SMTP_URL' }] : []),
    ...(isSet('OIDC_ISSUER') ? [{ names: ['OIDC_AUDIENCE'], because: 'OIDC_ISSUER' }] : []),
    ...(isSet('OIDC_AUDIENCE') ? [{ names: ['OIDC_ISSUER'], because: 'OIDC_AUDIENCE' }] : []),
    ...(isSet('OIDC_ROLES') ? [{ names: ['OIDC_ISSUER'], because: 'OIDC_ROLES' }] : []),
    ...([...ICINGA_PARTS, 'ICINGA2_API_CERTIFICATE_NAME'].some(isSet)
      ? ICINGA_PARTS.map((name) => ({ names: [name], because: 'another ICINGA2_API_… setting' }))
      : []),
    ...(isSet('MAIL_FROM') ? [{ names: ['SMTP_URL'], because: 'MAIL_FROM' }] : []),
  ];
  return needed
    .filter(({ names }) => !names.some(isSet))
    .map(({ names, because }) => `${names.join(' or ')}: is missing, since ${because} is set`);
}

function twilioParts(prefix: 'TWILIO' | 'TWILIO2', isSet: (name: string) => boolean) {
  const credentials = [`${prefix}_ACCOUNT_SID`, `${prefix}_AUTH_TOKEN`];
  const senders = [`${prefix}_FROM`, `${prefix}_MESSAGING_SERVICE_SID`];
  const because = [...credentials, ...senders, ...(prefix === 'TWILIO2' ? ['TWILIO2_API_BASE'] : [])].find(isSet);
  if (because === undefined) return [];
  const first = prefix === 'TWILIO2' ? [{ names: ['TWILIO_ACCOUNT_SID'], because }] : [];
  return [...first, ...[...credentials, senders].map((names) => ({ names: [names].flat(), because }))];
}

const ICINGA_PARTS = ['ICINGA2_API_URL', 'ICINGA2_API_USER', 'ICINGA2_API_PASSWORD', 'ICINGA2_API_CA'];

function settings(values: z.output<typeof EnvironmentSchema>, sourceTokens: Environment['sourceTokens']): Environment {
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl:
      values.PUBLIC_URL ?? `http://${values.HOST.includes(':') ? `[${values.HOST}]` : values.HOST}:${values.PORT}`,
    dataDir: values.DATA_DIR,
    redisUrl: values.REDIS_URL ?? null,
    redisPlaintext: values.REDIS_PLAINTEXT,
    routingRules: values.ROUTING_RULES,
    role: values.ROLE,
    adminToken: values.ADMIN_TOKEN ?? null,
    sourceTokens,
    twilio: twilioSettings(values),
    twilio2: twilioSettings(secondAccount(values)),
    smsGateway: smsGatewaySettings(values),
    smtp: values.SMTP_URL && values.MAIL_FROM ? { url: values.SMTP_URL, from: values.MAIL_FROM } : null,
    oidc: oidcSettings(values),
    emergencyAfterMs: values.EMERGENCY_AFTER,
    heartbeatUrls: values.HEARTBEAT_URL ?? [],
    icinga: icingaSettings(values),
    logLevel: values.LOG_LEVEL,
  };
}

type Values = z.output<typeof EnvironmentSchema>;

/** The second account under the names of the first; replies are as they are for the first. */
function secondAccount(values: Values): Values {
  return {
    ...values,
    TWILIO_ACCOUNT_SID: values.TWILIO2_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: values.TWILIO2_AUTH_TOKEN,
    TWILIO_FROM: values.TWILIO2_FROM,
    TWILIO_MESSAGING_SERVICE_SID: values.TWILIO2_MESSAGING_SERVICE_SID,
    TWILIO_API_BASE: values.TWILIO2_API_BASE,
    TWILIO_RECEIPTS: values.TWILIO2_RECEIPTS,
  };
}

function twilioSettings(values: Values): TwilioSettings | null {
  if (!values.TWILIO_ACCOUNT_SID || values.TWILIO_AUTH_TOKEN === undefined) return null;
  return {
    accountSid: values.TWILIO_ACCOUNT_SID,
    authTokens: values.TWILIO_AUTH_TOKEN,
    from: values.TWILIO_FROM ?? null,
    messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID ?? null,
    apiBase: values.TWILIO_API_BASE,
    receipts: values.TWILIO_RECEIPTS,
    replies: values.TWILIO_REPLIES,
  };
}

function icingaSettings(values: z.output<typeof EnvironmentSchema>): IcingaSettings | null {
  const { ICINGA2_API_URL: urls, ICINGA2_API_USER: user, ICINGA2_API_PASSWORD: password, ICINGA2_API_CA: ca } = values;
  if (!urls || !user || !password || !ca) return null;
  return { urls, user, password, ca, certificateName: values.ICINGA2_API_CERTIFICATE_NAME ?? null };
}

function oidcSettings(values: z.output<typeof EnvironmentSchema>): OidcSettings | null {
  if (!values.OIDC_ISSUER || !values.OIDC_AUDIENCE) return null;
  return {
    issuer: values.OIDC_ISSUER,
    audience: values.OIDC_AUDIENCE,
    roles: values.OIDC_ROLES ?? new Map(),
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    personClaim: values.OIDC_PERSON_CLAIM,
  };
}
