import type { Alert, DraftAlert } from '../../domain/alert.js';
import type { Severity } from '../../domain/severity.js';
import { nameCheck } from './check-key.js';
import { cleanLine } from './clean-text.js';
import { hashParts } from './hash-parts.js';
import { normalizeLabels, normalizeLine, normalizeTexts } from './normalize-texts.js';

const dayMs = 86_400_000;
const longestLink = 2000;

/** Where a draft came in: the name of its route's source, and the time of arrival (UTC ms). */
export interface Arrival {
  readonly source: string;
  readonly now: number;
}

/** Makes an alert of a draft: clean bounded texts, times clamped to arrival, keys by which copies and checks are known. */
export function normalizeAlert(draft: DraftAlert, { source: route, now }: Arrival): Alert {
  const source = draft.source ?? route;
  const { host, check, key } = nameCheck(draft, source);
  const failing = draft.failing ?? null;
  const severity = severityOf(draft);
  const { summary, details } = normalizeTexts(draft);
  const eventKey = eventKeyOf(draft, { checkKey: key, severity, now });
  return {
    id: hashParts(eventKey, now),
    eventKey,
    source,
    kind: draft.kind,
    audience: 'subscribers',
    checkKey: key,
    host,
    check,
    service: normalizeLine(draft.service, 250),
    failing,
    severity,
    sourceState: normalizeLine(draft.sourceState, 40),
    summary,
    details,
    labels: normalizeLabels(draft.labels),
    at: clampToArrival(draft.at, now),
    receivedAt: now,
    stateSince: stateSinceOf(draft, now),
    downtimeDepth: draft.downtimeDepth ?? null,
    downtimeEndsAt: draft.downtimeEndsAt,
    ownDowntime: draft.ownDowntime,
    acknowledged: draft.acknowledged,
    author: normalizeLine(draft.author, 200),
    comment: normalizeLine(draft.comment, 1000),
    link: linkOf(draft.link),
    spooled: draft.spooled ?? false,
  };
}

/** An address that is cut leads elsewhere: a longer one is left out. */
function linkOf(link: string | undefined): string | null {
  const clean = link === undefined || link.length > longestLink ? '' : cleanLine(link);
  return clean === '' ? null : clean;
}

/**
 * A failing check without a severity is critical. A custom message is a person's call for attention, whatever the state
 * of its check: where it has no severity of its own it is critical too.
 */
function severityOf({ kind, failing, severity }: DraftAlert): Severity {
  if (kind === 'custom' && failing !== true) return severity ?? 'critical';
  if (failing === undefined) return severity ?? 'info';
  return failing ? (severity ?? 'critical') : 'info';
}

/**
 * The same for all copies of one message (retries, one run per notified user), without anything of its arrival. Without
 * any time of the source, its text tells one message from the next; but a state without any is a message of its own each
 * time: the same problem soon after its recovery would be taken for a copy and page nobody, while a copy that is taken
 * for news changes nothing.
 */
function eventKeyOf(
  draft: DraftAlert,
  { checkKey, severity, now }: { readonly checkKey: string; readonly severity: Severity; readonly now: number },
): string {
  const state = [checkKey, draft.kind, draft.failing ?? null, severity] as const;
  if (draft.eventId !== undefined) return hashParts('id', draft.eventId, ...state);
  const isState = draft.kind === 'problem' || draft.kind === 'recovery';
  const since = draft.stateSince ?? draft.at ?? (isState ? `${now} ${draft.summary}` : draft.summary);
  return hashParts('state', ...state, since, draft.author ?? null, draft.comment ?? null);
}

/** A source's clock may run ahead; an old time is believed (a spool). */
function clampToArrival(at: number | undefined, now: number): number {
  return at !== undefined && at > 0 && at <= now ? at : now;
}

/** It identifies the episode, so it is not clamped: a clock that runs ahead must give equal times in every message. */
function stateSinceOf({ stateSince }: DraftAlert, now: number): number | null {
  return stateSince !== undefined && stateSince > 0 && stateSince <= now + dayMs ? stateSince : null;
}
