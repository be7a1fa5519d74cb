import { hash } from 'node:crypto';
import type { Alert } from '../../domain/alert.js';
import type { Incident } from '../../domain/incident.js';
import type { Grouping } from './incident-key.js';

/** An incident that the alert opens: nobody paged, no step fired, no checks yet. The same alert opens the same id. */
export function newIncident(grouping: Grouping, alert: Alert, now: number): Incident {
  const id = hash('sha256', JSON.stringify([grouping.key, alert.id]), 'hex').slice(0, 24);
  return {
    v: 1,
    id,
    rev: 0,
    number: 0,
    key: grouping.key,
    audience: alert.audience,
    service: grouping.service,
    title: '',
    state: 'triggered',
    severity: 'info',
    urgency: 'record',
    openedAt: now,
    updatedAt: now,
    resolvedAt: null,
    resolvedBy: null,
    acknowledgedAt: null,
    acknowledgedUntil: null,
    acknowledgedBy: [],
    cycle: 0,
    step: 0,
    round: 1,
    nextStepAt: null,
    suppressed: null,
    paged: {},
    checks: new Map(),
  };
}
