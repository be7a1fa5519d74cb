import type { Caller } from '../../domain/access.js';
import type { AuditEntry, AuditState } from '../../domain/audit-record.js';
import { maskText } from '../../domain/mask-text.js';
import type { Clock, Log, Metrics } from '../../ports.js';
import type { AuditStore } from '../../ports-access.js';

/** What is to be remembered of a change, done or refused. */
export interface AuditNote {
  readonly caller: Caller;
  /** In whose name, where that is not the caller's own. */
  readonly actingAs?: string | undefined;
  readonly action: string;
  readonly target: string | null;
  /** Present: it was refused, with this code. */
  readonly refused?: string | undefined;
  readonly reason?: string | null | undefined;
  readonly before?: AuditState | undefined;
  readonly after?: AuditState | undefined;
}

/** Writes the audit. */
export interface AuditTrail {
  /** Never rejects: what was done is done; a record that cannot be kept is in the log, which says so loudly. */
  note(note: AuditNote): Promise<void>;
}

/** Each record is also one line of the log with its hash: an end of the chain that Redis does not hold. */
export function createAuditTrail(deps: {
  readonly audit: Pick<AuditStore, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): AuditTrail {
  const { audit, clock, log, metrics } = deps;
  return {
    async note(noted) {
      const entry = entryOf(noted, clock.now());
      const { who, via, action, target, outcome, code } = entry;
      metrics.count('audit_records_total', { outcome });
      try {
        const { seq, hash } = await audit.append(entry);
        log.info({ seq, hash, who, via, action, target, outcome, code }, 'audited');
      } catch (cause) {
        metrics.count('audit_lost_total');
        log.error({ cause, entry }, 'a record of the audit could not be kept');
      }
    },
  };
}

function entryOf({ caller, actingAs, ...noted }: AuditNote, now: number): AuditEntry {
  const { principal, via, from } = caller;
  return {
    at: new Date(now).toISOString(),
    who: maskText(principal.name),
    actingAs: actingAs === undefined || actingAs === principal.name ? null : actingAs,
    token: principal.tokenId,
    via,
    from,
    action: noted.action,
    target: noted.target === null ? null : maskText(noted.target),
    outcome: noted.refused === undefined ? 'done' : 'refused',
    code: noted.refused ?? null,
    reason: noted.reason === undefined || noted.reason === null ? null : maskText(noted.reason),
    before: maskState(noted.before),
    after: maskState(noted.after),
  };
}

function maskState(state: AuditState | undefined): AuditState {
  if (state === undefined || state === null) return null;
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, maskValue(value)]));
}

type Value = NonNullable<AuditState>[string];

function maskValue(value: Value): Value {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskText) : value;
}
