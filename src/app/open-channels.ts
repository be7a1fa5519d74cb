import { createOutboxChannel, createUnconfiguredChannel } from '../channels/outbox/index.js';
import type { Environment, SmtpSettings, TwilioSettings } from '../config/environment.js';
import type { Channel } from '../domain/channel.js';
import type { CallbackReader, Clock, Log, MessageChannel, OutboxStore } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import { receiptsTo } from './receipts-to.js';

type SmsSettings = Pick<Environment, 'twilio' | 'twilio2' | 'smsGateway' | 'publicUrl'>;

interface Around {
  readonly outbox: OutboxStore;
  readonly ledger: Pick<Ledger, 'listNotifications'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So many of the newest messages tell how the receipts of a provider come. */
const measured = 200;

/**
 * The ways out. The outbox stands in only while no provider at all is configured; with one configured, a missing channel
 * fails at once, so that the person's next contact method goes. Vendors' packages are loaded only where they are used,
 * and then at the start: not for the first page.
 */
export async function openChannels(
  environment: SmsSettings & Pick<Environment, 'smtp'>,
  deps: Around,
): Promise<Readonly<Record<Channel, MessageChannel>>> {
  const { smtp } = environment;
  const ways = await openSms(environment, deps.log);
  if (ways.length === 0 && smtp === null) {
    const { outbox: store, clock } = deps;
    return {
      sms: createOutboxChannel({ channel: 'sms', store, clock }),
      email: createOutboxChannel({ channel: 'email', store, clock }),
    };
  }
  return {
    sms: await oneOf(ways, deps),
    email: smtp === null ? createUnconfiguredChannel('email') : await openEmail(smtp, deps.log),
  };
}

/** What providers tell of messages, and what phones send, comes in through these; none where none is configured. */
export async function openCallbackReaders(environment: SmsSettings): Promise<readonly CallbackReader[]> {
  const accounts = accountsOf(environment);
  if (accounts.length === 0) return [];
  const { createSmsCallbackReader } = await import('../channels/sms/callback-reader.js');
  const { createSmsTextReader } = await import('../channels/sms/text-reader.js');
  return accounts.flatMap(({ provider, twilio }) => {
    const options = { publicUrl: environment.publicUrl, authTokens: twilio.authTokens, provider };
    return [createSmsCallbackReader(options), createSmsTextReader(options)];
  });
}

interface Account {
  readonly provider: 'twilio' | 'twilio2';
  readonly twilio: TwilioSettings;
}

function accountsOf({ twilio, twilio2 }: Pick<SmsSettings, 'twilio' | 'twilio2'>): readonly Account[] {
  return [
    ...(twilio === null ? [] : [{ provider: 'twilio', twilio } as const]),
    ...(twilio2 === null ? [] : [{ provider: 'twilio2', twilio: twilio2 } as const]),
  ];
}

/** The providers of SMS, the first choice first. */
async function openSms(environment: SmsSettings, log: Log): Promise<readonly MessageChannel[]> {
  const ways: MessageChannel[] = [];
  for (const account of accountsOf(environment)) ways.push(await openAccount(account, environment.publicUrl, log));
  if (environment.smsGateway !== null) {
    const { createHttpGateway } = await import('../channels/sms/http-gateway.js');
    ways.push(createHttpGateway({ template: environment.smsGateway, log }));
  }
  return ways;
}

async function openAccount({ provider, twilio }: Account, publicUrl: string, log: Log): Promise<MessageChannel> {
  const { createSmsChannel } = await import('../channels/sms/index.js');
  const { accountSid, authTokens, apiBase, from, messagingServiceSid } = twilio;
  const sender = messagingServiceSid === null ? { from: from ?? '' } : { messagingServiceSid };
  const [authToken = ''] = authTokens;
  return createSmsChannel({
    provider,
    accountSid,
    authToken,
    apiBase,
    sender,
    receiptsTo: receiptsTo({ twilio, publicUrl }),
    log,
  });
}

async function oneOf(providers: readonly MessageChannel[], { ledger, clock, log }: Around): Promise<MessageChannel> {
  const [first = createUnconfiguredChannel('sms'), second] = providers;
  if (second === undefined) return first;
  const { createFailoverChannel } = await import('../channels/sms/failover.js');
  const recent = async () => (await ledger.listNotifications({ limit: measured })).items;
  return createFailoverChannel({ providers, recent, clock, log });
}

async function openEmail(smtp: SmtpSettings, log: Log): Promise<MessageChannel> {
  const { createEmailChannel } = await import('../channels/email/index.js');
  return createEmailChannel({ smtpUrl: smtp.url, mailFrom: smtp.from, log });
}
