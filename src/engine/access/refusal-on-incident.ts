import type { Caller, Verdict } from '../../domain/access.js';
import type { Incident } from '../../domain/incident.js';
import type { Rules } from '../../domain/rules.js';
import { incidentReach } from '../../pipeline/access/incident-reach.js';
import { judgeAction, targetOf } from '../../pipeline/access/judge-action.js';
import type { AuditTrail } from './audit-trail.js';

/** What somebody asks for by another door than the API. */
export interface AskedOnIncident {
  readonly caller: Caller;
  readonly incident: Incident;
  readonly verb: 'acknowledge' | 'resolve' | 'escalate';
  /** UTC ms. */
  readonly now: number;
}

/** Why the caller may not do that to the incident, which goes into the audit; null: they may. */
export async function refusalOnIncident(
  { trail, rules }: { readonly trail: Pick<AuditTrail, 'note'>; readonly rules: Rules },
  { caller, incident, verb, now }: AskedOnIncident,
): Promise<Extract<Verdict, { readonly kind: 'refused' }> | null> {
  const action = `incidents.${verb}` as const;
  const resource = incidentReach(incident, now);
  const verdict = judgeAction({ principal: caller.principal, action, resource }, rules);
  if (verdict.kind === 'allowed') return null;
  await trail.note({ caller, action, target: targetOf(action, resource), refused: verdict.code });
  return verdict;
}
