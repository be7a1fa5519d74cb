import { endAcknowledgement } from './acknowledgement.js';
import { escalate } from './escalate.js';
import { type PagingContext, type Progress, proceed } from './progress.js';

/** The next step at once. An acknowledgement ends by it: who asks for more people wants them paged until somebody answers. */
export function escalateByHand(progress: Progress, context: PagingContext, by: string): Progress {
  const { state } = progress.incident;
  const triggered =
    state === 'acknowledged'
      ? endAcknowledgement(progress, `no longer acknowledged: escalated by ${by}`, context.now)
      : progress;
  return escalate(proceed(triggered, { ...triggered.incident, nextStepAt: context.now }), context, 'escalation');
}
