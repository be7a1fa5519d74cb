import type { Asked, Refusal, SendOutcome } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import type { Clock, Log, Message, MessageChannel } from '../../ports.js';
import { classifyReceiptError } from './classify-twilio-error.js';
import { createProviderStandings } from './provider-standings.js';

/** A call that begins later might outlive the lease of its notification. */
const PATIENCE_MS = 1_000;
/** Rank of a provider that is down. */
const DOWN = 2;
const LOOK_EVERY_MS = 10_000;
/** A storm is not a reason to look at every text. */
const LOOK_PAUSE_MS = 5_000;

export interface FailoverOptions {
  /** The first choice first; two at least. */
  readonly providers: readonly MessageChannel[];
  /** The newest messages of the ledger, newest first: what their receipts show. */
  readonly recent: () => Promise<readonly Notification[]>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

type Failure = Extract<SendOutcome, { kind: 'retry' | 'permanent' }>;
interface Attempt {
  readonly provider: string;
  readonly failure: Failure;
}

/**
 * Several providers of SMS as one channel. What one surely has not taken, by no fault of the phone or the text, goes to the next
 * one within the same call; what one may have taken is left to the ledger, which asks before anything is sent again.
 * Providers that are down, or whose receipts do not come, are second choice until they recover.
 */
export function createFailoverChannel(options: FailoverOptions): MessageChannel {
  const { providers, clock, log } = options;
  const names = providers.map(({ provider }) => provider);
  const standings = createProviderStandings(names, () => clock.now());
  const look = createLook(options, standings.measure);
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  const telling = new Set(providers.filter(({ receipts }) => receipts !== undefined).map(({ provider }) => provider));
  const rankOf = ({ provider }: MessageChannel) => standings.faultOf(provider)?.rank ?? 0;

  const askable = providers.filter(({ find }) => find !== undefined);
  /** Of those that are down the one that failed last comes last: one that has recovered is found although another one hangs. */
  const downSince = ({ provider }: MessageChannel) => standings.failedAt(provider);
  const inOrder = ({ isDoubtful }: Message) =>
    [...(isDoubtful ? askable : providers)].sort(
      (a, b) => rankOf(a) - rankOf(b) || (rankOf(a) < DOWN ? 0 : downSince(a) - downSince(b)),
    );
  const nextAfter = (untriedOne: MessageChannel) => (rankOf(untriedOne) < DOWN ? 'provider' : 'method');

  async function send(message: Message): Promise<SendOutcome> {
    const begun = clock.now();
    const attempts: Attempt[] = [];
    for (const way of inOrder(message)) {
      if (clock.now() > begun + PATIENCE_MS) return untried(attempts, nextAfter(way));
      const outcome = await attempt(way, message);
      const failure = failureElsewhere(outcome);
      if (failure === null) return withProvider(outcome, way.provider, attempts);
      attempts.push({ provider: way.provider, failure });
    }
    return nobody(attempts);
  }

  async function attempt(way: MessageChannel, message: Message): Promise<SendOutcome> {
    const { provider } = way;
    const outcome = await way.send(message);
    standings.note(provider, outcome);
    if (outcome.kind !== 'accepted') log.warn({ provider, code: outcome.code }, 'a provider did not take a text');
    return outcome;
  }

  return {
    channel: 'sms',
    provider: names.join(' then '),
    send: async (message) => {
      const outcome = await send(message);
      look();
      return outcome;
    },
    ...(askable.length === 0 ? {} : { find: (message: Message) => findAt(askable, message) }),
    ...(telling.size === 0 ? {} : { receipts: { providers: telling, failureOf: classifyReceiptError } }),
    standing: () =>
      names.flatMap((provider) => {
        const fault = standings.faultOf(provider);
        return fault === null ? [] : [{ provider, because: fault.because }];
      }),
    async close() {
      clearInterval(timer);
      await Promise.all(providers.map((way) => way.close()));
    },
  };
}

/** One that does not answer may have it. */
async function findAt(providers: readonly MessageChannel[], message: Message): Promise<Exclude<Asked, null>> {
  const asked = providers.map(async ({ provider, find }): Promise<Exclude<Asked, null>> => {
    const found = (await find?.(message)) ?? 'absent';
    return typeof found === 'object' ? { ...found, provider } : found;
  });
  const answers = await Promise.all(asked);
  const found = answers.find((answer) => typeof answer !== 'string');
  return found ?? (answers.includes('no-answer') ? 'no-answer' : 'absent');
}

/** Never waited for: a page does not stand behind a look at the ledger. */
function createLook({ recent, clock, log }: FailoverOptions, measure: (messages: readonly Notification[]) => void) {
  let isLooking = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (isLooking || clock.now() < lookedAt + LOOK_PAUSE_MS) return;
    isLooking = true;
    lookedAt = clock.now();
    recent()
      .then(measure)
      .catch((error: unknown) => log.debug({ error }, 'receipts could not be measured'))
      .finally(() => {
        isLooking = false;
      });
  };
}

/** What another provider may still take; null: it is taken, may be, or fails for the phone's or the text's own sake. */
function failureElsewhere(outcome: SendOutcome): Failure | null {
  if (outcome.kind === 'accepted' || outcome.kind === 'unknown') return null;
  return outcome.elsewhere ? outcome : null;
}

function withProvider(outcome: SendOutcome, provider: string, attempts: readonly Attempt[]): SendOutcome {
  if (outcome.kind === 'accepted') return { ...outcome, provider, refusals: refusalsOf(attempts) };
  if (outcome.kind !== 'unknown') return outcome;
  return { ...outcome, text: `${outcome.text} (${provider})`, provider, atOnce: outcome.elsewhere };
}

function refusalsOf(attempts: readonly Attempt[]): Refusal[] {
  return attempts.flatMap(({ provider, failure }) =>
    failure.kind === 'permanent' && failure.configuration ? [{ provider, error: errorOf(failure) }] : [],
  );
}

function errorOf({ code, text }: Failure): string {
  return `${code}: ${text}`;
}

/** The others have a call of their own, under a lease of its own. */
function untried(attempts: readonly Attempt[], next: 'provider' | 'method'): SendOutcome {
  return { kind: 'retry', ...worded(attempts), afterSeconds: null, next };
}

/** No provider has taken it. As long as one of them may later, so it is tried. */
function nobody(attempts: readonly Attempt[]): SendOutcome {
  const mayTake = attempts.some(({ failure }) => failure.kind === 'retry');
  if (mayTake) return untried(attempts, 'method');
  const configuration = attempts.some(({ failure }) => failure.kind === 'permanent' && failure.configuration);
  return { kind: 'permanent', ...worded(attempts), configuration };
}

function worded(attempts: readonly Attempt[]): { readonly code: string; readonly text: string } {
  const text = attempts.map(({ provider, failure }) => `${provider} ${errorOf(failure)}`).join('; ');
  return { code: attempts[0]?.failure.code ?? 'no-provider', text };
}
