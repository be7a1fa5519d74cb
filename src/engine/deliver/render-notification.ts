import type { CheckState } from '../../domain/check.js';
import type { ClaimedCall } from '../../domain/delivery.js';
import type { Notification } from '../../domain/notification.js';
import type { PageReason } from '../../domain/page.js';
import { type RenderedMessage, type RenderRequest, renderMessage } from '../../pipeline/deliver/render-message.js';
import { smsTermsOf } from '../../pipeline/deliver/sms-terms.js';
import type { Message } from '../../ports.js';
import type { EngineDeps } from '../engine-deps.js';
import { dependentsOf } from '../parents.js';
import { knownUnverified } from '../verification.js';

const maxIncidentsInDetail = 20;

/** A notification with its calls as they are now. */
export interface Sendable {
  readonly notification: Notification;
  readonly calls: readonly ClaimedCall[];
  readonly heldCount: number;
  /** How many more were due. */
  readonly leftCount?: number | undefined;
  /** The phone has said STOP. */
  readonly optedOut?: boolean | undefined;
}

/** The message of a notification. Rendered as of its creation, so that a second rendering says the same. */
export async function renderNotification(deps: EngineDeps, sendable: Sendable): Promise<Message> {
  const { notification, calls, heldCount, leftCount } = sendable;
  const { rules } = deps.index();
  const person = rules.people.get(notification.person);
  const checks = await readChecks(deps, calls);
  const numbers = new Map(calls.flatMap(({ incident }) => (incident === null ? [] : [[incident.id, incident.number]])));
  const rendered = renderInAnyCase(deps, {
    notification,
    calls,
    heldCount,
    leftCount,
    now: notification.createdAt,
    person: { displayName: person?.displayName ?? notification.person, timezone: person?.timezone ?? 'UTC' },
    link: (incidentId) => {
      if (notification.channel === 'sms' && !smsTermsOf(notification.to).links) return null;
      const number = numbers.get(incidentId);
      return number === undefined ? null : deps.link(number, notification.person);
    },
    service: (name) => rules.services.get(name) ?? null,
    checks,
    unverified: await readUnverified(deps, calls, checks),
    dependents: await readDependents(deps, calls),
  });
  return {
    ...rendered,
    notificationId: notification.id,
    to: notification.to,
    person: notification.person,
    incidentId: calls[0]?.page.incidentId ?? null,
    createdAt: notification.createdAt,
    isDoubtful: notification.possibleDuplicate && notification.attempts > 2,
    isLate: notification.lateAt !== null,
  };
}

/** A text that cannot be made must not keep a page from going out: then it goes with the bare names of what it is about. */
function renderInAnyCase(deps: EngineDeps, request: RenderRequest): RenderedMessage {
  try {
    return renderMessage(request);
  } catch (cause) {
    deps.log.error({ cause, person: request.person.displayName }, 'a message could not be written: it goes out bare');
    const lines = request.calls.map(
      ({ page, incident }) => `${page.severity}: ${incident?.title ?? page.text ?? 'page'}`,
    );
    const text = [...new Set(lines)].join('\n').slice(0, 300);
    return { subject: 'Page', text, html: null, urgency: 'high', thread: null, validitySeconds: 600 };
  }
}

/** Checks of the first incidents, from what this process knows where it is up to date, else from the ledger. */
async function readChecks(
  deps: EngineDeps,
  calls: readonly ClaimedCall[],
): Promise<ReadonlyMap<string, readonly CheckState[]>> {
  const checks = new Map<string, readonly CheckState[]>();
  for (const { incident } of calls) {
    if (incident === null || checks.has(incident.id) || checks.size >= maxIncidentsInDetail) continue;
    const known = deps.book.incident(incident.id);
    const whole = known?.rev === incident.rev ? known : await deps.ledger.readIncident(incident.id);
    if (whole !== null) checks.set(incident.id, [...whole.checks.values()]);
  }
  return checks;
}

/** A source that has just spoken is not asked after. */
const HEARD: ReadonlySet<PageReason> = new Set<PageReason>([
  ...(['problem', 'severity-rise', 'returned', 'update', 'recovery', 'taken', 'custom'] as const),
]);

async function readUnverified(
  deps: EngineDeps,
  calls: readonly ClaimedCall[],
  checks: ReadonlyMap<string, readonly CheckState[]>,
): Promise<ReadonlyMap<string, number>> {
  if (calls.every(({ page }) => HEARD.has(page.reason))) return new Map();
  return knownUnverified(deps, [...checks.values()].flat());
}

async function readDependents(
  deps: EngineDeps,
  calls: readonly ClaimedCall[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const dependents = new Map<string, readonly string[]>();
  if (deps.index().dependencies.downstream.size === 0) return dependents;
  for (const { incident } of calls) {
    if (incident === null || dependents.has(incident.id) || dependents.size >= maxIncidentsInDetail) continue;
    dependents.set(incident.id, await dependentsOf(deps, incident));
  }
  return dependents;
}
