import type { DueRef } from '../ports-ledger.js';
import { advanceIncident } from './advance-incident.js';
import { continueNotification } from './deliver/continue-notification.js';
import { deliverMethod } from './deliver/deliver-method.js';
import type { Delivered } from './deliver/send-notification.js';
import { tellDigest } from './deliver/tell-digest.js';
import type { EngineDeps } from './engine-deps.js';
import { wakeDependents } from './parents.js';
import { tellShifts } from './schedules/tell-shifts.js';
import { redecide } from './windows/redecide.js';
import { watchRecurring } from './windows/watch-recurring.js';
import { watchWindow } from './windows/watch-window.js';

/** Where the work on a due thing runs. */
export interface Surroundings {
  /** Takes what the work leaves for others. */
  readonly follow: (followed: Partial<Delivered>) => void;
  /** False: the process stops, further notifications are left to others. */
  readonly goesOn: () => boolean;
  /** Answers a text that somebody has sent. */
  readonly answerText: (id: string) => Promise<Partial<Delivered>>;
}

/**
 * Does what is due for one thing of the ledger. Harmless when repeated. Returns when it must be looked at again where
 * its own commit has not said so; null otherwise.
 */
export async function runDue(deps: EngineDeps, ref: DueRef, around: Surroundings): Promise<number | null> {
  switch (ref.kind) {
    case 'method':
      await deliverMethod(deps, ref.key, around);
      return null;
    case 'notification': {
      const { delivered, again } = await continueNotification(deps, ref.id);
      around.follow(delivered);
      return again;
    }
    case 'incident':
      around.follow({ dueMethods: (await advanceIncident(deps, ref.id)).dueMethods });
      return null;
    case 'window':
      return redecide(deps, ref.id);
    case 'window-watch': {
      const { dueMethods, lookAt } = await watchWindow(deps, ref.id);
      around.follow({ dueMethods });
      return lookAt;
    }
    case 'recurring': {
      const { dueMethods, lookAt } = await watchRecurring(deps, ref.id);
      around.follow({ dueMethods });
      return lookAt;
    }
    case 'schedule': {
      const { dueMethods, lookAt } = await tellShifts(deps, ref.id);
      around.follow({ dueMethods });
      return lookAt;
    }
    case 'dependents':
      await wakeDependents(deps, ref.id);
      return null;
    case 'digest': {
      const { dueMethods, lookAt } = await tellDigest(deps, ref.id);
      around.follow({ dueMethods });
      return lookAt;
    }
    case 'text':
      around.follow(await around.answerText(ref.id));
      return null;
  }
}
