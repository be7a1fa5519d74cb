import { failingChecks, type Incident, isOpen } from '../../domain/incident.js';
import type { Notification } from '../../domain/notification.js';
import type { Page } from '../../domain/page.js';
import { renderDigest } from '../../pipeline/deliver/render-digest.js';
import { planTelling } from '../../pipeline/escalate/plan-page.js';
import type { EngineDeps } from '../engine-deps.js';
import { knownUnverified } from '../verification.js';

/** What still waits is told first; then it is looked again. */
const AGAIN_MS = 5 * 60_000;
/** More incidents than this are counted as they were in the bundles. */
const MAX_INCIDENTS = 5000;
const chunk = 100;

/** What a look at a storm left behind. */
export interface DigestLook {
  /** Contact methods with something due now. */
  readonly dueMethods: readonly string[];
  /** When to look again, UTC ms; null: it is over. */
  readonly lookAt: number | null;
}

/**
 * A storm of messages to one contact method is over: its owner is told what they were about and how that stands now, as they
 * wish to hear of what can wait. The page has an id by the storm's first message, so nobody is told twice.
 */
export async function tellDigest(deps: EngineDeps, methodKey: string): Promise<DigestLook> {
  const now = deps.clock.now();
  const { notificationIds, waiting } = await deps.ledger.storms.read(methodKey, now);
  if (notificationIds.length === 0) return { dueMethods: [], lookAt: null };
  if (waiting > 0) return { dueMethods: [], lookAt: now + AGAIN_MS };
  const read = await Promise.all(notificationIds.map((id) => deps.ledger.readNotification(id)));
  const notifications = read.filter((found) => found !== null);
  const dueMethods: string[] = [];
  for (const person of new Set(notifications.map((notification) => notification.person))) {
    const own = notifications.filter((notification) => notification.person === person);
    const page = await digestPage(deps, { methodKey, person, notifications: own, now });
    if (page !== null) dueMethods.push(...(await deps.ledger.planPage(page, now)));
  }
  await deps.ledger.storms.end(methodKey, notificationIds.length);
  return { dueMethods, lookAt: null };
}

interface Storm {
  readonly methodKey: string;
  readonly person: string;
  readonly notifications: readonly Notification[];
  readonly now: number;
}

async function digestPage(deps: EngineDeps, storm: Storm): Promise<Page | null> {
  const { rules, contacts } = deps.index();
  const { person, notifications, now } = storm;
  const known = rules.people.get(person);
  const plan = contacts.get(person)?.low.plan;
  const [first] = notifications;
  if (known === undefined || plan === undefined || first === undefined) return null;
  const incidents = await readIncidents(deps, notifications);
  return planTelling({
    identity: ['digest', storm.methodKey, first.id, person],
    person,
    reason: 'digest',
    plan,
    because: [],
    text: renderDigest({
      channel: first.channel,
      messages: notifications.length,
      since: first.createdAt,
      incidents,
      unverified: await unverifiedAmong(deps, incidents),
      serviceName: (name) => rules.services.get(name)?.displayName ?? name,
      timezone: known.timezone,
    }),
    now,
  });
}

async function unverifiedAmong(deps: EngineDeps, incidents: readonly Incident[]): Promise<ReadonlySet<string>> {
  const open = incidents.filter(isOpen).map((incident) => ({ id: incident.id, failing: failingChecks(incident) }));
  const unverified = await knownUnverified(
    deps,
    open.flatMap(({ failing }) => failing),
  );
  const silent = open.filter(({ failing }) => failing.length > 0 && failing.every(({ key }) => unverified.has(key)));
  return new Set(silent.map(({ id }) => id));
}

async function readIncidents(deps: EngineDeps, notifications: readonly Notification[]): Promise<readonly Incident[]> {
  const ids = [...new Set(notifications.flatMap(({ calls }) => calls.flatMap(({ incidentId }) => incidentId ?? [])))];
  const incidents: Incident[] = [];
  for (let n = 0; n < Math.min(ids.length, MAX_INCIDENTS); n += chunk) {
    const read = await Promise.all(ids.slice(n, n + chunk).map((id) => deps.ledger.readIncident(id)));
    incidents.push(...read.filter((incident) => incident !== null));
  }
  return incidents;
}
