import { pagedSoFar } from '../../domain/incident.js';
import { statusReply, whoReply } from '../../pipeline/answer/question-replies.js';
import { isUnverified } from '../verification.js';
import { findTarget } from './find-target.js';
import { type AnswerDeps, type Answered, onlyReply, readerOf, type TextOrder } from './text-order.js';

const MOST_LISTED = 20;

/** What is open that has paged the person. */
export async function tellStatus(deps: AnswerDeps, { text, person }: TextOrder): Promise<Answered> {
  const filter = { state: 'open', person: person.name, limit: MOST_LISTED } as const;
  const { items } = await deps.ledger.listIncidents(filter);
  const open = await Promise.all(
    items.map(async (incident) => ({
      incident,
      code: await deps.ledger.texts.codeOf(text.from, incident.id),
      unverified: await isUnverified(deps, incident),
    })),
  );
  return onlyReply(statusReply(open, readerOf(deps, person)));
}

/** Who has the latest page, whom it went to, and who is on call. */
export async function tellWho(deps: AnswerDeps, { text, person }: TextOrder): Promise<Answered> {
  const found = await findTarget(deps.ledger, text.from, { kind: 'latest' });
  const [incident = null] = found?.incidents ?? [];
  const now = deps.clock.now();
  const paged = incident === null ? [] : pagedSoFar(incident, now).map(([name]) => name);
  const duties = await deps.operations.onCall({ of: incident?.service ?? null, at: now, span: null });
  const onCall = new Map((duties?.schedules ?? []).map(({ schedule, people }) => [schedule, people]));
  const latest = incident === null ? null : { incident, paged };
  return onlyReply(whoReply(latest, onCall, readerOf(deps, person)));
}
