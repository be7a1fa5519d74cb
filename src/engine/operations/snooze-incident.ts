import type { Incident } from '../../domain/incident.js';
import { snooze } from '../../pipeline/act.js';
import { judgeSnooze } from '../../pipeline/escalate/judge-snooze.js';
import { changeIncident } from '../change-incident.js';
import type { Dispatcher } from '../dispatcher.js';
import type { EngineDeps } from '../engine-deps.js';
import type { ActionResult, Actor } from '../use-cases.js';
import { notFound, standing } from './act-on-incident.js';

/** Quiet until then, for everybody: as an acknowledgement that ends at a time of its own, and begins paging anew. */
export async function snoozeIncident(
  deps: EngineDeps & { readonly wake: Dispatcher['wake'] },
  idOrNumber: string,
  wish: Actor & { readonly note?: string | undefined; readonly until: number },
): Promise<ActionResult<Incident>> {
  const fault = judgeSnooze(wish.until, deps.clock.now());
  if (fault !== null) {
    const faults = [{ path: 'until', message: fault }];
    return { kind: 'refused', code: 'invalid-snooze', text: `it cannot be snoozed so: ${fault}`, faults };
  }
  const changed = await changeIncident(deps, idOrNumber, ({ incident, windows, now }) => {
    const isKnown = incident.snoozedBy === wish.person && incident.acknowledgedUntil === wish.until;
    return isKnown ? null : snooze({ incident, ...wish, index: deps.index(), windows, now }, wish.until);
  });
  if (changed.incident === null) return notFound(idOrNumber);
  deps.wake(changed.dueMethods);
  if (changed.changed) return { kind: 'done', value: changed.incident };
  return { kind: 'unchanged', value: changed.incident, text: standing(changed.incident) };
}
