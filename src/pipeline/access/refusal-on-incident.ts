import type { Principal, Verdict } from '../../domain/access.js';
import type { Incident } from '../../domain/incident.js';
import type { Rules } from '../../domain/rules.js';
import { incidentReach } from './incident-reach.js';
import { judgeAction, targetOf } from './judge-action.js';

/** What somebody asks for by another door than the API. */
export interface AskedOnIncident {
  readonly principal: Principal;
  readonly incident: Incident;
  readonly verb: 'acknowledge' | 'snooze' | 'resolve' | 'escalate';
  /** UTC ms. */
  readonly now: number;
}

/** Why it may not be done, and how the audit says it. */
export interface RefusalOnIncident {
  readonly verdict: Extract<Verdict, { readonly kind: 'refused' }>;
  readonly note: {
    readonly action: `incidents.${AskedOnIncident['verb']}`;
    readonly target: string | null;
    readonly refused: string;
  };
}

/** Null: they may. */
export function refusalOnIncident(rules: Rules, asked: AskedOnIncident): RefusalOnIncident | null {
  const action = `incidents.${asked.verb}` as const;
  const resource = incidentReach(asked.incident, asked.now);
  const verdict = judgeAction({ principal: asked.principal, action, resource }, rules);
  if (verdict.kind === 'allowed') return null;
  return { verdict, note: { action, target: targetOf(action, resource), refused: verdict.code } };
}
