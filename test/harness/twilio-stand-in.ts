import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Callbacks, createCallbacks } from './twilio-callbacks.js';
import { loadTwilioContract } from './twilio-contract.js';
import { type Phone, phoneOf, type SentSms } from './twilio-phone.js';

const SLOW_MS = 300;

/** What the stand-in does with a Create call; lists are always answered. `hang` and `reset-before` take no message. */
export type StandInMode =
  | 'ok'
  | 'slow'
  | '429'
  | '500'
  | 'hang'
  | 'reset-before'
  | 'reset-after-accept'
  | '500-after-accept'
  | 'garbage'
  /** Takes the text, and answers after so long. */
  | { readonly answersAfterMs: number }
  /** 429, with the wish to wait so many seconds. */
  | { readonly retryAfter: number }
  | { readonly error: number; readonly status?: number };

/** `received`: the request is here in full; `taken`: the text is accepted, the answer not sent; `answered`: it is sent. */
export type CreateMoment = 'received' | 'taken' | 'answered';

/** One request as it came, whatever became of it: the witness of what the router really did. */
export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Form of a Create, query of a list. */
  readonly fields: Readonly<Record<string, string>>;
  readonly authorized: boolean;
}

export interface TwilioStandIn {
  readonly apiBase: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** From now on; with `times`, only for so many Create calls, then `ok` again. */
  mode(mode: StandInMode, times?: number): void;
  /** From now on nothing is taken and no list is given: it answers 500, closes the connection, or (null) is well again. */
  outage(how: '500' | 'reset' | null): void;
  /** At this moment of the next Create whose text contains `text`: acts, and goes on when that is over. */
  pauseAt(moment: CreateMoment, text: string, act: () => Promise<void>): Promise<void>;
  /** What it tells of texts that ask for it. */
  readonly callbacks: Callbacks;
  /** From now on it lists no text, as Twilio may for some seconds after it took one. */
  listNothing(): void;
  phone(number: string): Phone;
  /** All accepted texts, oldest first. */
  readonly messages: readonly SentSms[];
  readonly requests: readonly SeenRequest[];
  /** Requests and answers that are not as Twilio's description says. A test ends with `[]`. */
  readonly violations: readonly string[];
  close(): Promise<void>;
}

export interface StandInOptions {
  /** UTC ms for `date_created`; the wall clock by default. */
  readonly now?: () => number;
  readonly retryAfterSeconds?: number;
}

const ACCOUNT_SID = 'AC00000000000000000000000000000001';
const AUTH_TOKEN = 'stand-in-auth-token';
const PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`;

/** A Twilio Messages API on loopback, as strict as its description. */
export async function startTwilioStandIn(options: StandInOptions = {}): Promise<TwilioStandIn> {
  const state: State = {
    mode: 'ok',
    outage: null,
    times: Number.POSITIVE_INFINITY,
    messages: [],
    requests: [],
    violations: [],
    pauses: new Set(),
    listsNothing: false,
    callbacks: createCallbacks({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }),
    contract: loadTwilioContract(),
    now: options.now ?? Date.now,
    retryAfterSeconds: options.retryAfterSeconds ?? 1,
  };
  const expected = new Set<SentSms>();
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiBase: `http://127.0.0.1:${port}`,
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    mode: (mode, times = Number.POSITIVE_INFINITY) => Object.assign(state, { mode, times }),
    outage: (how) => Object.assign(state, { outage: how }),
    pauseAt: (moment, text, act) => {
      return new Promise((done, failed) => {
        state.pauses.add({ moment, text, play: () => act().then(done, failed) });
      });
    },
    callbacks: state.callbacks,
    listNothing: () => Object.assign(state, { listsNothing: true }),
    phone: (number) => phoneOf(number, state.messages, expected),
    messages: state.messages,
    requests: state.requests,
    violations: state.violations,
    close: () => closeServer(server),
  };
}

interface State {
  mode: StandInMode;
  outage: '500' | 'reset' | null;
  times: number;
  readonly messages: SentSms[];
  readonly requests: SeenRequest[];
  readonly violations: string[];
  readonly pauses: Set<{ readonly moment: CreateMoment; readonly text: string; readonly play: () => Promise<void> }>;
  listsNothing: boolean;
  readonly callbacks: Callbacks;
  readonly contract: ReturnType<typeof loadTwilioContract>;
  readonly now: () => number;
  readonly retryAfterSeconds: number;
}

type Fields = Readonly<Record<string, string>>;

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const creates = request.method === 'POST';
  const fields: Fields = Object.fromEntries(creates ? new URLSearchParams(await text(request)) : url.searchParams);
  const basic = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;
  const authorized = request.headers.authorization === basic;
  state.requests.push({ at: state.now(), method: request.method ?? '', path: url.pathname, fields, authorized });
  if (state.outage === '500') return fail(response, 500, 20500);
  if (state.outage === 'reset') return void response.destroy();
  if (!authorized) return fail(response, 401, 20003);
  if (url.pathname !== PATH) return fail(response, 404, 20404);
  if (!creates) return list(state, fields, response);
  await create(state, fields, response);
}

async function create(state: State, form: Fields, response: ServerResponse): Promise<void> {
  const violations = state.contract.createRequest(form);
  state.violations.push(...violations);
  if (violations.length > 0 || form.To === undefined) return fail(response, 400, 21604);
  if ((form.Body ?? '') === '') return fail(response, 400, 21602);
  if ((form.Body ?? '').length > 1600) return fail(response, 400, 21617);
  await pauseAt(state, 'received', form);
  const mode = takeMode(state);
  if (typeof mode === 'object' && 'retryAfter' in mode)
    return fail(response, 429, 20429, { 'Retry-After': String(mode.retryAfter) });
  if (mode === '429') return fail(response, 429, 20429, { 'Retry-After': String(state.retryAfterSeconds) });
  if (mode === '500') return fail(response, 500, 20500);
  if (mode === 'hang') return;
  if (mode === 'reset-before') return void response.destroy();
  if (typeof mode === 'object' && 'error' in mode) return fail(response, mode.status ?? 400, mode.error);
  await take(state, { form, mode }, response);
}

async function take(
  state: State,
  { form, mode }: { form: Fields; mode: StandInMode },
  response: ServerResponse,
): Promise<void> {
  if (mode === 'slow') await sleep(SLOW_MS);
  const sms = accept(state, form);
  await state.callbacks.play(sms, 'before-answer');
  await pauseAt(state, 'taken', form);
  if (typeof mode === 'object' && 'answersAfterMs' in mode) await sleep(mode.answersAfterMs);
  if (mode === 'reset-after-accept') return void response.destroy();
  if (mode === '500-after-accept') return fail(response, 500, 20500);
  if (mode === 'garbage') return void response.writeHead(201).end('<html>proxy</html>');
  const body = resourceOf(sms, form);
  state.violations.push(...state.contract.message(body));
  reply(response, 201, body);
  await pauseAt(state, 'answered', form);
  await state.callbacks.play(sms, 'answered');
}

async function pauseAt({ pauses }: State, moment: CreateMoment, { Body }: Fields): Promise<void> {
  const met = [...pauses].find((pause) => pause.moment === moment && Body?.includes(pause.text));
  if (met === undefined) return;
  pauses.delete(met);
  await met.play();
}

function takeMode(state: State): StandInMode {
  const { mode } = state;
  state.times -= 1;
  if (state.times <= 0) Object.assign(state, { mode: 'ok', times: Number.POSITIVE_INFINITY });
  return mode;
}

function accept(state: State, form: Fields): SentSms {
  const sms: SentSms = {
    sid: `SM${String(state.messages.length + 1).padStart(32, '0')}`,
    to: form.To ?? '',
    body: form.Body ?? '',
    validityPeriod: form.ValidityPeriod === undefined ? null : Number(form.ValidityPeriod),
    statusCallback: form.StatusCallback ?? null,
    at: state.now(),
  };
  state.messages.push(sms);
  return sms;
}

function list(state: State, query: Fields, response: ServerResponse): void {
  state.violations.push(...state.contract.listRequest(query));
  const size = Number(query.PageSize ?? 50);
  const listed = state.listsNothing ? [] : state.messages;
  const found = listed.filter(({ to }) => query.To === undefined || to === query.To).reverse();
  const page = found.slice(0, size);
  const body = {
    messages: page.map((sms) => resourceOf(sms, {})),
    start: 0,
    end: Math.max(0, page.length - 1),
    page: 0,
    page_size: size,
    uri: PATH,
    first_page_uri: `${PATH}?Page=0`,
    next_page_uri: null,
    previous_page_uri: null,
  };
  state.violations.push(...state.contract.list(body));
  reply(response, 200, body);
}

/** The Message resource; `sid` and texts are ours, the rest as Twilio answers a fresh message. */
function resourceOf(sms: SentSms, { From, MessagingServiceSid }: Fields): object {
  const created = new Date(sms.at).toUTCString().replace('GMT', '+0000');
  return {
    account_sid: ACCOUNT_SID,
    api_version: '2010-04-01',
    body: sms.body,
    date_created: created,
    date_sent: null,
    date_updated: created,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: From ?? null,
    messaging_service_sid: MessagingServiceSid ?? null,
    num_media: '0',
    num_segments: MessagingServiceSid === undefined ? '1' : '0',
    price: null,
    price_unit: 'USD',
    sid: sms.sid,
    status: MessagingServiceSid === undefined ? 'queued' : 'accepted',
    subresource_uris: { media: `${PATH.replace('.json', '')}/${sms.sid}/Media.json` },
    to: sms.to,
    uri: `${PATH.replace('.json', '')}/${sms.sid}.json`,
  };
}

function fail(response: ServerResponse, status: number, code: number, headers: Fields = {}): void {
  const body = {
    code,
    message: `stand-in error ${code}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  };
  reply(response, status, body, headers);
}

function reply(response: ServerResponse, status: number, body: object, headers: Fields = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
