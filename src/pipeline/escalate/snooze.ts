import type { Incident } from '../../domain/incident.js';
import { isTimedOut, remind } from './acknowledgement.js';
import { type PagingContext, type Progress, proceed } from './progress.js';

/** Somebody wants it to be quiet, and the time is not over. */
export function isSnoozed(incident: Incident, now: number): boolean {
  return incident.state === 'acknowledged' && incident.snoozedBy != null && !isTimedOut(incident, now);
}

/** Somebody wanted it to be quiet until now. */
export function isSnoozeOver(incident: Incident, now: number): boolean {
  return incident.snoozedBy != null && isTimedOut(incident, now);
}

/** Others who take it too do not change until when it is quiet. */
export function keepSnoozed(progress: Progress, { snoozedBy, acknowledgedUntil }: Incident): Progress {
  return proceed(progress, { ...progress.incident, snoozedBy: snoozedBy ?? null, acknowledgedUntil });
}

/** Those who had it and whom the new round does not page hear that it still fails. */
export function remindSnoozers(progress: Progress, context: PagingContext, before: Incident): Progress {
  const { paged, cycle } = progress.incident;
  const others = before.acknowledgedBy.filter((name) => paged[name]?.cycle !== cycle);
  return remind(progress, context, { people: others, salt: `snooze ${before.acknowledgedUntil}` });
}
