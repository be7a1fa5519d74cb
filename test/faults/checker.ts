import type { AlertRecord } from '../../src/domain/alert.js';
import type { DeadLetter, PageRecord } from '../../src/domain/delivery.js';
import type { Incident } from '../../src/domain/incident.js';
import type { Notification } from '../../src/domain/notification.js';
import type { Rules } from '../../src/domain/rules.js';
import type { SentSms } from '../harness/twilio-phone.js';
import { findIllegalSteps, type Sightings } from './check/find-illegal-steps.js';
import { findUnnoticed, type Helplessness } from './check/find-unnoticed.js';
import { findUnreachable } from './check/find-unreachable.js';
import type { JournalEvidence } from './read-journal.js';
import type { Accepted } from './storm.js';

/** What is left when all is over: logs that were written independently of each other. */
export interface Evidence {
  readonly now: number;
  /** The source's log: every page-worthy problem that was answered 202. */
  readonly accepted: readonly Accepted[];
  /** The journals of all routers together. */
  readonly journal: JournalEvidence;
  /** The ledger: rows of all alerts of the source's log and of the journal, and everything else that it has. */
  readonly alerts: ReadonlyMap<string, AlertRecord>;
  readonly incidents: readonly Incident[];
  readonly pages: readonly PageRecord[];
  readonly notifications: readonly Notification[];
  readonly deadLetters: readonly DeadLetter[];
  readonly oldestDue: number | null;
  /** The provider's log: every text that it took. */
  readonly sent: readonly SentSms[];
  /** What was seen of the ledger on the way. */
  readonly sightings: Sightings;
  /** The rules of every router. */
  readonly rules: readonly Rules[];
  /** When the router could not page, with what was seen of it from outside. */
  readonly helpless: readonly Helplessness[];
}

export interface Verdict {
  /** In words, each with the invariant that it breaks (reference: I1 to I10, I13). */
  readonly violations: readonly string[];
  /** Texts that were sent once more; each is covered by a notification that is marked. */
  readonly duplicates: number;
}

export interface CheckOptions {
  /** From the planned moment of a page to its claim, at most, ms. Longer than the longest fault. */
  readonly claimWithinMs?: number;
}

/** Compares the logs. Knows nothing of how the router works. */
export function checkEvidence(evidence: Evidence, { claimWithinMs = 60_000 }: CheckOptions = {}): Verdict {
  const copies = countCopies(evidence);
  return {
    violations: [
      ...findMissingRows(evidence),
      ...findUnaccounted(evidence),
      ...findUntold(evidence),
      ...findNeedlessCopies(copies),
      ...findStrangers(evidence),
      ...findPagesAfterAcknowledgement(evidence),
      ...findUnfinished(evidence),
      ...findIllegalSteps(evidence.sightings),
      ...findLate(evidence, claimWithinMs),
      ...evidence.rules.flatMap((rules) => findUnreachable(rules, evidence.now)),
      ...findUnnoticed(evidence.helpless),
    ],
    duplicates: copies.reduce((sum, { sent, planned }) => sum + Math.max(0, sent - planned), 0),
  };
}

/** I1: what was answered 202, or stands in a journal, is in the ledger, once. */
function findMissingRows({ accepted, journal, alerts }: Evidence): string[] {
  const journaled = new Set(journal.alerts.map(({ alertId }) => alertId));
  const missing = accepted
    .filter(({ alertId }) => !alerts.has(alertId))
    .map(({ alertId, host }) => {
      const kept = journaled.has(alertId) ? 'a journal has it' : 'no journal has it';
      return `I1: ${host} was answered 202 as ${alertId}, which is not in the ledger (${kept})`;
    });
  const unplayed = journal.alerts
    .filter(({ alertId, host }) => !alerts.has(alertId) && !accepted.some((one) => one.host === host))
    .map(({ alertId, host }) => `I1: ${host} stands in a journal as ${alertId} and was never replayed`);
  const mistaken = accepted
    .filter(({ alertId, host }) => alerts.has(alertId) && alerts.get(alertId)?.alert.host !== host)
    .map(({ alertId, host }) => `I1: ${alertId}, answered for ${host}, is the row of another alert`);
  const rows = groupBy(
    [...alerts.values()].filter(({ outcome }) => outcome !== 'duplicate'),
    ({ alert }) => alert.eventKey,
  );
  const twice = [...rows.values()]
    .map(keptTwice)
    .filter((same) => same.length > 1)
    .map((same) => `I1: one event of ${same[0]?.alert.host} is in the ledger as ${same.length} alerts`);
  return [...missing, ...unplayed, ...mistaken, ...twice];
}

/** The first of these rows of one event, with those that are no later event of the same words: within a minute, or delayed. */
function keptTwice(same: readonly AlertRecord[]): readonly AlertRecord[] {
  const sorted = [...same].sort((one, other) => one.alert.receivedAt - other.alert.receivedAt);
  const repeats = sorted.filter(({ alert }, n) => {
    const before = sorted[n - 1]?.alert.receivedAt ?? Number.NEGATIVE_INFINITY;
    return alert.receivedAt - before <= 60_000 || (n > 0 && alert.spooled);
  });
  return repeats.length === 0 ? [] : [...sorted.slice(0, 1), ...repeats];
}

/** I2: each alert ended as something, and what it says it ended as is there. One that adds nothing is recorded beside one that pages. */
function findUnaccounted({ accepted, alerts, incidents }: Evidence): string[] {
  const known = new Set(incidents.map(({ id }) => id));
  const paging = new Set([...alerts.values()].flatMap((row) => (row.outcome === 'paged' ? [row.incidentId] : [])));
  return accepted.flatMap(({ alertId, host }) => {
    const row = alerts.get(alertId);
    if (row === undefined || row.outcome === 'duplicate') return [];
    if (!paging.has(row.incidentId)) return [`I2: ${host} is page-worthy and ended as ${row.outcome}: ${row.because}`];
    if (row.incidentId !== null && known.has(row.incidentId)) return [];
    return [`I2: ${host} is said to be paged, by an incident that is not there`];
  });
}

/**
 * I3: somebody was told of each incident that pages, by the provider's own word; or has acknowledged it; or a dead letter
 * or the emergency page says it.
 */
function findUntold({ alerts, incidents, notifications, deadLetters, journal, sent }: Evidence): string[] {
  const sids = new Set(sent.map(({ sid }) => sid));
  const carried = notifications.filter(({ state, providerId }) => {
    return state === 'accepted' && providerId !== null && sids.has(providerId);
  });
  const told = new Set(carried.flatMap(({ calls }) => calls.map(({ incidentId }) => incidentId)));
  const answered = incidents.flatMap(({ id, acknowledgedBy }) => (acknowledgedBy.length > 0 ? [id] : []));
  const known = new Set([...told, ...answered, ...deadLetters.map(({ incidentId }) => incidentId)]);
  const emergency = new Set(journal.told.flatMap(({ alertIds }) => alertIds));
  const paged = groupBy(
    [...alerts.values()].filter(({ outcome }) => outcome === 'paged'),
    ({ incidentId }) => incidentId,
  );
  return [...paged]
    .filter(([id, records]) => !known.has(id) && !records.every(({ alert }) => emergency.has(alert.id)))
    .map(([id, records]) => `I3: nobody was told of ${records[0]?.alert.host} (incident ${id})`);
}

interface Copies {
  readonly text: string;
  readonly sent: number;
  /** Notifications with this text. */
  readonly planned: number;
  /** Of these, marked as possibly sent twice. */
  readonly marked: number;
}

/** The link in a text carries its own expiry, so that a text written anew differs in it. */
function identityOf(to: string, text: string | null): string {
  return `${to} ${text?.replace(/https?:\/\/\S+/g, '')}`;
}

function countCopies({ sent, notifications }: Evidence): Copies[] {
  const planned = groupBy(notifications, ({ to, text }) => identityOf(to, text));
  return [...groupBy(sent, ({ to, body }) => identityOf(to, body))].map(([text, texts]) => {
    const same = planned.get(text) ?? [];
    const marked = same.filter(({ possibleDuplicate }) => possibleDuplicate).length;
    return { text, sent: texts.length, planned: same.length, marked };
  });
}

/** I4: one text for one notification; two only of one that is marked as possibly doubled. */
function findNeedlessCopies(copies: readonly Copies[]): string[] {
  return copies
    .filter(({ sent, planned, marked }) => planned > 0 && sent > planned + marked)
    .map(({ text, sent, planned, marked }) => {
      return `I4: ${sent} texts for ${planned} notifications, ${marked} of them marked: ${text}`;
    });
}

/**
 * I5: what the provider took is in the ledger, or is an emergency page. A text that went out, and was to be sent again when
 * its incident was acknowledged, is known by its incident only: the call was dropped, and its text with it.
 */
function findStrangers({ sent, notifications, incidents, pages }: Evidence): string[] {
  const texts = new Set(notifications.map(({ to, text }) => identityOf(to, text)));
  const dropped = pages.filter(({ calls }) => [...calls.values()].includes('dropped'));
  const known = new Set(dropped.map(({ page }) => page.incidentId));
  const numbers = new Set(incidents.flatMap(({ id, number }) => (known.has(id) ? [`#${number}`] : [])));
  return sent
    .filter(({ to, body }) => !texts.has(identityOf(to, body)) && !body.includes('ROUTER DEGRADED'))
    .filter(({ body }) => !numbers.has(/#\d+/.exec(body)?.[0] ?? ''))
    .map(({ sid, body }) => `I5: the provider took ${sid}, of which the ledger knows nothing: ${body}`);
}

/** I6: nobody is paged for an incident after its acknowledgement; only who was paged before hears, once, who took it. */
function findPagesAfterAcknowledgement({ incidents, notifications, pages }: Evidence): string[] {
  const acknowledged = new Map(
    incidents.flatMap(({ id, state, acknowledgedAt }) => {
      return state === 'acknowledged' && acknowledgedAt !== null ? [[id, acknowledgedAt] as const] : [];
    }),
  );
  const tellsWhoTookIt = new Set(pages.flatMap(({ page }) => (page.reason === 'taken' ? [page.id] : [])));
  return notifications
    .filter(({ calls }) => !calls.every(({ pageId }) => tellsWhoTookIt.has(pageId)))
    .filter(({ state, createdAt, calls }) => {
      const over = Math.min(...calls.map(({ incidentId }) => acknowledged.get(incidentId ?? '') ?? Infinity));
      return state === 'accepted' && createdAt > over;
    })
    .map(({ id, text }) => `I6: notification ${id} was claimed after the acknowledgement: ${text}`);
}

/** I8: everything has come to an end. */
function findUnfinished({ notifications, pages }: Evidence): string[] {
  const open = notifications.filter(({ state }) => state === 'sending' || state === 'retrying' || state === 'unknown');
  const claimed = pages.flatMap(({ page, calls }) => {
    return [...calls].filter(([, state]) => state === 'claimed').map(([call]) => ({ call, page }));
  });
  const carried = new Set(open.flatMap(({ calls }) => calls.map(({ callId }) => callId)));
  return [
    ...open.map(({ id, state }) => `I8: notification ${id} is still ${state}`),
    ...claimed
      .filter(({ call }) => !carried.has(call))
      .map(({ call, page }) => `I8: call ${call} of ${page.person} is claimed by nobody`),
  ];
}

/** I9: nothing waits that is due, and no page has waited long. */
function findLate({ now, pages, notifications, oldestDue }: Evidence, claimWithinMs: number): string[] {
  const claims = new Map(
    notifications.flatMap(({ createdAt, calls }) => calls.map(({ callId }) => [callId, createdAt] as const)),
  );
  const late = pages.flatMap(({ page, calls }) =>
    page.calls.flatMap(({ id, dueAt }) => {
      if (dueAt === null || dueAt > now) return [];
      if (calls.get(id) === 'pending' && now - dueAt > 10_000) return [`I9: call ${id} waits since ${now - dueAt} ms`];
      const waited = (claims.get(id) ?? dueAt) - dueAt;
      return waited > claimWithinMs ? [`I9: call ${id} was claimed ${waited} ms late`] : [];
    }),
  );
  const overdue = oldestDue === null ? 0 : now - oldestDue;
  return overdue > 10_000 ? [...late, `I9: work is due since ${overdue} ms`] : late;
}

function groupBy<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group === undefined) groups.set(keyOf(thing), [thing]);
    else group.push(thing);
  }
  return groups;
}
