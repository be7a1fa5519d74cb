import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../../src/app/start-error.js';
import { type App, startApp } from '../../src/app.js';
import { createMovableClock } from '../../src/clock/movable-clock.js';
import { type Environment, readEnvironment } from '../../src/config/environment.js';
import type { Channel } from '../../src/domain/channel.js';
import { createLog } from '../../src/log/create-log.js';
import { freePort } from './free-port.js';
import { createStoryClock, type StoryClock } from './router-clock.js';
import { type AlertAnswer, type AlertOptions, type AlertPayload, callApi, sendAlert } from './router-requests.js';
import { type PagectlRun, runPagectl } from './run-pagectl.js';
import { type Mailbox, type MailServer, startMailServer } from './smtp-server.js';
import type { Phone } from './twilio-phone.js';
import { startTwilioStandIn, type TwilioStandIn } from './twilio-stand-in.js';
import { handOn, type PhoneText, type TextAnswer } from './twilio-texts.js';

export interface TestRouterOptions {
  /** Instant at which the clock stands at first; 2013-04-18T23:40:00Z when absent. */
  readonly at?: string;
  /** Routing rules as YAML text … */
  readonly rules?: string;
  /** … or directories of them; the shipped `routing-rules` when neither is given. */
  readonly rulesFrom?: readonly string[];
  /** Further variables of the environment, or others than the usual ones; '' takes a variable away. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A phone or mailbox that can also be looked at once the router has come to rest. */
export interface Watched {
  /** Fails if anything has come, or comes until nothing is under way, that was not expected. */
  expectNothing(): Promise<void>;
}

/** A whole router in this process, with its own Redis, a Twilio stand-in and a real SMTP server around it. */
export interface TestRouter {
  readonly app: App;
  readonly address: string;
  readonly clock: StoryClock;
  readonly twilio: TwilioStandIn;
  readonly mail: MailServer;
  /** Lines of the router's log (JSON), all levels. */
  readonly logLines: readonly string[];
  /** Sends an alert over HTTP as its source does. */
  alert(source: string, payload: AlertPayload, options?: AlertOptions): Promise<AlertAnswer>;
  /** The phone of a person of the rules, or of a number (`+1…`). */
  phone(who: string): Phone & Watched;
  /** Sends a text from the phone of a person of the rules, or of a number, and waits until it has been answered. */
  text(who: string, body: string, options?: Partial<PhoneText>): Promise<TextAnswer>;
  /** The mailbox of a person of the rules, or of an address. */
  mailbox(who: string): Mailbox & Watched;
  /** Fails if somebody got, on any channel or on this one, what nobody expected. */
  expectNoMoreMessages(channel?: Channel): Promise<void>;
  /** Nothing is under way, nothing is due. */
  settle(): Promise<void>;
  /** `/api/v1<path>` with the admin token; throws unless 2xx, or unless the expected status. */
  api(method: string, path: string, body?: unknown, expect?: number): Promise<unknown>;
  /** Runs a command line of pagectl against this router. */
  pagectl(...args: readonly string[]): Promise<PagectlRun>;
  /** The same, with a text at its standard input. */
  pagectlReading(stdin: string, ...args: readonly string[]): Promise<PagectlRun>;
  /** Stops it and starts it again on the same data. */
  restart(): Promise<void>;
  /** Ends everything and removes its data. Fails if Twilio was called in a way that it does not describe. */
  stop(): Promise<void>;
}

/** Starts it; call `stop` in `afterEach` or `afterAll`. */
export async function startTestRouter(options: TestRouterOptions = {}): Promise<TestRouter> {
  const clock = createMovableClock(Date.parse(options.at ?? '2013-04-18T23:40:00Z'));
  const directory = await mkdtemp(join(tmpdir(), 'pr-router-'));
  const [twilio, mail] = await Promise.all([startTwilioStandIn({ now: clock.now }), startMailServer()]);
  const logLines: string[] = [];
  const destination = { write: (line: string) => void logLines.push(line) };
  const environment = await environmentOf(options, { directory, twilio, mail });
  const start = () => startApp({ environment, clock, log: createLog({ level: 'debug', destination }) });
  const closeAround = async () => {
    await Promise.all([twilio.close(), mail.close()]);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  let app = await start().catch(async (error: unknown) => {
    await closeAround();
    throw withDetails(error);
  });
  const story = createStoryClock(clock, () => ({
    tick: () => app.tick(),
    // What the provider has to tell of the texts of this moment is told in this moment.
    settled: async () => {
      await app.settled();
      await twilio.callbacks.idle();
      return app.settled();
    },
  }));
  const people = createPeople({ app: () => app, twilio, mail, settle: story.settle });

  function pagectl(stdin: string, args: readonly string[]): Promise<PagectlRun> {
    const { address, adminToken } = app;
    const env = {
      PAGING_ROUTER_URL: address,
      PAGING_ROUTER_TOKEN: adminToken.token,
      ROUTING_RULES: environment.routingRules.join(','),
    };
    return runPagectl({ args, env, now: clock.now, stdin });
  }

  return {
    get app() {
      return app;
    },
    address: app.address,
    clock: story,
    twilio,
    mail,
    logLines,
    alert: (source, payload, sent = {}) => sendAlert(app, source, { ...sent, payload }),
    ...people,
    async text(who, body, options = {}) {
      const answer = await handOn(app.address, { from: people.numberOf(who), body, ...options }, twilio);
      await story.settle();
      return answer;
    },
    settle: story.settle,
    api: (method, path, body, expect) => callApi(app, { method, path, body, expect }),
    pagectl: (...args) => pagectl('', args),
    pagectlReading: (stdin, ...args) => pagectl(stdin, args),
    async restart() {
      await app.close();
      app = await start();
    },
    async stop() {
      await app.close();
      await closeAround();
      if (twilio.violations.length > 0)
        throw new Error(`against Twilio's description: ${twilio.violations.join('; ')}`);
    },
  };
}

/** Says in the message what a broken start says in its details. */
function withDetails(error: unknown): unknown {
  return error instanceof StartError
    ? new Error([error.message, ...error.details].join('\n  '), { cause: error })
    : error;
}

interface Around {
  readonly directory: string;
  readonly twilio: TwilioStandIn;
  readonly mail: MailServer;
}

async function environmentOf(options: TestRouterOptions, { directory, twilio, mail }: Around): Promise<Environment> {
  const port = await freePort();
  const variables = {
    PORT: String(port),
    DATA_DIR: join(directory, 'data'),
    ROUTING_RULES: (options.rulesFrom ?? [await rulesDirectory(options, directory)]).join(','),
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_FROM: '+12025550100',
    TWILIO_API_BASE: twilio.apiBase,
    SMTP_URL: mail.url,
    MAIL_FROM: 'Paging router <paging@example.org>',
    ...options.env,
  };
  const read = readEnvironment(variables);
  if (read.kind === 'faulty') throw new Error(`the test's environment is faulty: ${read.faults.join('; ')}`);
  return read.environment;
}

async function rulesDirectory({ rules }: TestRouterOptions, directory: string): Promise<string> {
  if (rules === undefined) return 'routing-rules';
  const path = join(directory, 'rules');
  await mkdir(path);
  await writeFile(join(path, 'rules.yaml'), rules);
  return path;
}

function createPeople(deps: {
  readonly app: () => App;
  readonly twilio: TwilioStandIn;
  readonly mail: MailServer;
  readonly settle: () => Promise<void>;
}): Pick<TestRouter, 'phone' | 'mailbox' | 'expectNoMoreMessages'> & { numberOf(who: string): string } {
  const { app, twilio, mail, settle } = deps;

  function addressOf(who: string, channel: Channel): string {
    const address = app().rules.rules().people.get(who)?.[channel][0];
    if (address === undefined) throw new Error(`the rules of the test have no ${channel} of "${who}"`);
    return address;
  }

  function watched<T extends { expectNothingElse(): void }>(view: T): T & Watched {
    const expectNothing = async () => {
      await settle();
      view.expectNothingElse();
    };
    return Object.assign(view, { expectNothing });
  }

  const numberOf = (who: string) => (who.startsWith('+') ? who : addressOf(who, 'sms'));

  return {
    numberOf,
    phone: (who) => watched(twilio.phone(numberOf(who))),
    mailbox: (who) => watched(mail.mailbox(who.includes('@') ? who : addressOf(who, 'email'))),
    async expectNoMoreMessages(channel) {
      await settle();
      const numbers = channel === 'email' ? [] : twilio.messages.map(({ to }) => to);
      const mailboxes = channel === 'sms' ? [] : mail.mails.flatMap(({ envelope }) => envelope.to);
      for (const number of new Set(numbers)) twilio.phone(number).expectNothingElse();
      for (const address of new Set(mailboxes)) mail.mailbox(address).expectNothingElse();
    },
  };
}
