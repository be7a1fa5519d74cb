import { type Channel, maskAddress, methodKey } from '../../domain/channel.js';
import type { PageRecord, Refusal, SendOutcome } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import { type DeliveryDecision, decideDelivery } from '../../pipeline/deliver/next-delivery.js';
import type { Message } from '../../ports.js';
import type { NotificationUpdate } from '../../ports-delivery.js';
import type { EngineDeps } from '../engine-deps.js';
import { callProvider, circumstances, providerOf } from './call-provider.js';
import { renderNotification, type Sendable } from './render-notification.js';
import { isLeaseSpent } from './send-lease.js';
import { timelineOf } from './timeline-lines.js';
import { deadLetterTrouble, optOutCheck, optOutTrouble, type Trouble } from './trouble.js';
import { findUnwantedCalls } from './unwanted-calls.js';

/** What follows from a delivery for others. */
export interface Delivered {
  /** Contact methods that have a call due now: the next methods of people who could not be reached. */
  readonly dueMethods: readonly string[];
  /** Incidents to look at now: a page of theirs reached nobody. */
  readonly incidents: readonly string[];
  /** What ops must hear: a person out of reach, a provider that wants mending. */
  readonly troubles: readonly Trouble[];
  /** Checks of such troubles that are well again. */
  readonly wellAgain: readonly string[];
}

export const nothingFollows: Delivered = { dueMethods: [], incidents: [], troubles: [], wellAgain: [] };

/** Dead letters, newest first: more than come in the day for which a message is tried on. */
const LOOKED_THROUGH = 1000;

/** The carrier would refuse it; the person's next contact method goes without waiting for that. */
const OPTED_OUT: SendOutcome = {
  kind: 'permanent',
  code: 'opted-out',
  text: 'the phone has opted out (STOP); START from it takes that back',
  configuration: false,
};

/**
 * Sends a notification that stands as `sending` in the ledger, unless its calls are no longer wanted, and writes what
 * came of it. The state was written before the provider is called: after a crash in between it is asked after, and so it is
 * when this process has stood still for so long that its lease is spent.
 */
export async function sendNotification(deps: EngineDeps, sendable: Sendable): Promise<Delivered> {
  const drop = await findUnwantedCalls(deps, sendable.calls, sendable.notification);
  const calls = sendable.calls.filter(({ callId }) => !drop.has(callId));
  if (calls.length === 0) return dropAll(deps, sendable.notification, drop);
  const wanted = sendable.notification.calls.filter(({ callId }) => !drop.has(callId));
  const notification = { ...sendable.notification, calls: wanted };
  const message = await renderNotification(deps, { ...sendable, calls });
  if (isLeaseSpent(notification, deps.clock.now())) return nothingFollows;
  const outcome = sendable.optedOut ? OPTED_OUT : await callProvider(deps, notification, message);
  const pages = outcome.kind === 'accepted' ? [] : await readPages(deps, notification);
  const decideOn = (known: readonly PageRecord[]): DeliveryDecision =>
    decideDelivery({ notification, outcome, pages: known, ...circumstances(deps, notification, providerOf(outcome)) });
  const { heldCount } = sendable;
  return record(deps, { notification, decideOn, message, drop, pages, heldCount, ...complaintOf(outcome) });
}

function complaintOf(outcome: SendOutcome): Pick<Recorded, 'misconfigured' | 'optedOut' | 'refusals'> {
  const isPermanent = outcome.kind === 'permanent';
  return {
    misconfigured: isPermanent && outcome.configuration,
    optedOut: isPermanent && outcome.optedOut === true,
    refusals: outcome.kind === 'accepted' ? outcome.refusals : undefined,
  };
}

/** Pages of a notification with the state of their calls. */
export async function readPages(deps: EngineDeps, notification: Notification): Promise<PageRecord[]> {
  const ids = [...new Set(notification.calls.map(({ pageId }) => pageId))];
  const records = await Promise.all(ids.map((id) => deps.ledger.readPage(id)));
  return records.filter((found) => found !== null);
}

async function dropAll(
  deps: EngineDeps,
  notification: Notification,
  drop: ReadonlyMap<string, string>,
): Promise<Delivered> {
  await deps.ledger.updateNotification({
    ...unchanged(notification, deps.clock.now()),
    to: 'dropped',
    error: [...new Set(drop.values())].join('; '),
    drop,
  });
  deps.metrics.count('notifications_total', { channel: notification.channel, outcome: 'dropped' });
  return nothingFollows;
}

interface Recorded {
  /** With the calls that were made. */
  readonly notification: Notification;
  readonly decideOn: (pages: readonly PageRecord[]) => DeliveryDecision;
  readonly message: Pick<Message, 'subject' | 'text'>;
  readonly drop: ReadonlyMap<string, string>;
  readonly pages: readonly PageRecord[];
  /** How many of its calls the limits had held back. */
  readonly heldCount?: number | undefined;
  /** The provider wants mending by the operator. */
  readonly misconfigured: boolean;
  /** The provider says that the owner of the phone wants none, which we had not heard. */
  readonly optedOut?: boolean;
  /** Providers that want mending, while another one has taken it. */
  readonly refusals?: readonly Refusal[] | undefined;
}

/** Writes the outcome of a provider call; false from the ledger means that another process wrote first. */
export async function record(deps: EngineDeps, recorded: Recorded): Promise<Delivered> {
  const { notification, message, drop, pages } = recorded;
  const decision = recorded.decideOn(pages);
  const now = deps.clock.now();
  const written = await deps.ledger.updateNotification({
    ...unchanged(notification, now),
    ...decision,
    subject: message.subject === '' ? null : message.subject,
    text: message.text,
    drop,
    timeline: timelineOf(notification, decision, { now, heldCount: recorded.heldCount ?? 0 }),
  });
  if (!written) return nothingFollows;
  const final = isFailure(decision) ? await afterFailure(deps, recorded, decision) : decision;
  if (final.to === 'accepted') await endDeadLetters(deps, notification);
  tell(deps, notification, final);
  return {
    dueMethods: methodsOf(decision.callNow, pages),
    incidents: final.wakeIncidents,
    troubles: troublesOf(recorded, final, now),
    wellAgain: final.to === 'accepted' ? wellChecks(notification, final) : [],
  };
}

/**
 * Two methods of a person that fail at the same moment see each other still under way: whoever looks again afterwards
 * finds that nobody was told, and says so.
 */
async function afterFailure(
  deps: EngineDeps,
  { notification, decideOn, message }: Recorded,
  decision: DeliveryDecision,
): Promise<DeliveryDecision> {
  const again = decideOn(await readPages(deps, notification));
  if (!isFailure(again) || again.wakeIncidents.length <= decision.wakeIncidents.length) return decision;
  const written = { ...notification, state: decision.to, attempts: decision.attempts, error: decision.error };
  const now = deps.clock.now();
  await deps.ledger.updateNotification({
    ...unchanged(written, now),
    late: decision.late,
    dueAt: decision.dueAt,
    wakeIncidents: again.wakeIncidents,
    deadLetter: decision.deadLetter === null ? again.deadLetter : null,
    subject: message.subject === '' ? null : message.subject,
    text: message.text,
  });
  return { ...again, callNow: decision.callNow };
}

function isFailure({ to, late }: DeliveryDecision): boolean {
  return to === 'failed' || late;
}

/** Its pages counted as lost while nobody could take it. */
async function endDeadLetters({ ledger, clock }: EngineDeps, { id, lateAt }: Notification): Promise<void> {
  if (lateAt === null) return;
  const end = { kind: 'delivered', by: 'paging-router', at: clock.now(), note: null } as const;
  const letters = await ledger.listDeadLetters(LOOKED_THROUGH);
  const own = letters.filter((letter) => letter.notificationId === id && letter.end === null);
  await Promise.all(own.map((letter) => ledger.endDeadLetter(letter.id, end)));
}

function troublesOf(
  { notification, misconfigured, optedOut = false, refusals = [] }: Recorded,
  decision: DeliveryDecision,
  at: number,
): Trouble[] {
  const { person, channel, calls } = notification;
  const incidentId = calls[0]?.incidentId ?? null;
  const troubles: Trouble[] = [];
  if (decision.deadLetter !== null) {
    troubles.push(deadLetterTrouble({ person, reason: decision.deadLetter, incidentId, at, channel }));
  }
  if (misconfigured) {
    const summary = `the ${channel} provider refuses to send: ${decision.error ?? ''}`;
    troubles.push({ check: providerCheck(channel), summary, incidentId, at, channel });
  }
  for (const { provider, error } of refusals) {
    troubles.push({
      check: providerCheck(channel, provider),
      summary: `${provider} refuses to send: ${error}`,
      incidentId,
      at,
      channel,
    });
  }
  if (optedOut) troubles.push({ ...optOutTrouble(notification), incidentId, at, channel });
  return troubles;
}

function providerCheck(channel: Channel, provider?: string): string {
  return `${channel} provider${provider === undefined ? '' : ` ${provider}`}`;
}

function wellChecks(notification: Notification, { provider }: DeliveryDecision): string[] {
  const { channel } = notification;
  const own = provider === null ? [] : [providerCheck(channel, provider)];
  return [providerCheck(channel), ...own, optOutCheck(notification)];
}

/** An update that changes nothing yet. */
export function unchanged(notification: Notification, now: number): NotificationUpdate {
  const { id, state, attempts, provider, providerId, error, subject, text, possibleDuplicate } = notification;
  return {
    id,
    now,
    from: { state, attempts },
    to: state,
    attempts,
    provider,
    providerId,
    error,
    subject,
    text,
    possibleDuplicate,
    dueAt: null,
    callNow: [],
    drop: new Map(),
    timeline: [],
    wakeIncidents: [],
    deadLetter: null,
  };
}

/** The contact methods of calls. */
export function methodsOf(callIds: readonly string[], pages: readonly PageRecord[]): string[] {
  const calls = pages.flatMap(({ page }) => page.calls).filter(({ id }) => callIds.includes(id));
  return [...new Set(calls.map(methodKey))];
}

function tell(deps: EngineDeps, notification: Notification, decision: DeliveryDecision): void {
  const { id, channel, to, person } = notification;
  deps.metrics.count('notifications_total', { channel, outcome: decision.to });
  if (decision.possibleDuplicate && notification.state !== 'accepted')
    deps.metrics.count('possible_duplicates_total', { channel });
  const fields = {
    notificationId: id,
    channel,
    to: maskAddress(to),
    person,
    state: decision.to,
    error: decision.error,
  };
  if (decision.deadLetter !== null) deps.log.error(fields, 'a person could not be reached by any contact method');
  else if (decision.to === 'accepted') deps.log.info(fields, 'notification accepted');
  else deps.log.warn(fields, 'notification not accepted');
}
