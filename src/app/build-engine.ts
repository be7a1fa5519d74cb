import type { Environment } from '../config/environment.js';
import type { Journal } from '../domain/journal.js';
import { createIntake } from '../engine/accept-alerts.js';
import type { AccessRequests } from '../engine/access/access-requests.js';
import { type AuditTrail, createAuditTrail } from '../engine/access/audit-trail.js';
import { auditOperations } from '../engine/access/audited-operations.js';
import { answerText } from '../engine/answer/answer-text.js';
import { createTexts } from '../engine/answer/take-texts.js';
import { createReceipts } from '../engine/deliver/receipts.js';
import { createDispatcher, type Dispatcher } from '../engine/dispatcher.js';
import type { EngineDeps } from '../engine/engine-deps.js';
import { createOperations } from '../engine/operations/operations.js';
import { createOpsNotices, type OpsNotices } from '../engine/ops-notices.js';
import { createScheduleWatch, type ScheduleWatch } from '../engine/schedules/watch-schedules.js';
import { createTriage, type TriageAlert } from '../engine/triage-alerts.js';
import type { Intake, Operations, Receipts, Texts } from '../engine/use-cases.js';
import { createHearing } from '../engine/watch/hearing.js';
import { createReadinessMails } from '../engine/watch/readiness-mails.js';
import { createSilentSources } from '../engine/watch/silent-sources.js';
import type { Wakeups } from '../ports.js';
import type { AuditStore } from '../ports-access.js';
import { createAuditStore } from '../store/access/audit-store.js';
import { type Durability, startDurability } from './durability.js';
import type { OpenedStore } from './open-store.js';

/** The use cases of one process. */
export interface Engine {
  readonly dispatcher: Dispatcher;
  readonly intake: Intake;
  readonly ops: OpsNotices;
  /** Each change leaves a record of the audit, whichever door it comes through. */
  readonly operations: Operations;
  readonly audit: { readonly trail: AuditTrail; readonly records: AuditStore };
  readonly receipts: Receipts;
  readonly texts: Texts;
  readonly durability: Durability;
  /** Looks whether a declared source has fallen silent. */
  readonly silentSources: { look(): Promise<void> };
  readonly schedules: ScheduleWatch;
  /** Tells ops once a week who cannot be paged. */
  readonly readinessMails: { look(): Promise<void> };
  /** Takes alerts that did not come by a webhook. */
  readonly triage: TriageAlert;
}

/** What the engine of a process works in. */
export interface EngineAround {
  readonly environment: Pick<Environment, 'role' | 'emergencyAfterMs'>;
  readonly wakeups: Wakeups;
  readonly store: OpenedStore;
  readonly journal: Journal;
  /** Known once the process is built. */
  readonly requests: () => AccessRequests;
}

const maxInFlight = 64;
/** A provider that refuses some and takes others must not open and close the incident again and again. */
const quietMs = 10 * 60_000;

/** Ties intake, dispatcher and the router's own notices together; a receiver delivers nothing itself. */
export function buildEngine(deps: EngineDeps, around: EngineAround): Engine {
  const { wakeups, environment, store, journal } = around;
  const dispatcher = createDispatcher(deps, {
    wakeups,
    maxInFlight: environment.role === 'receiver' ? 0 : maxInFlight,
    onTrouble: ({ check, summary, at, channel }) =>
      ops.raise({ check, severity: 'error', summary, since: at, failing: channel }),
    onWell: (check) => ops.clear(check, quietMs),
    answerText: (id) => answerText({ ...deps, operations, trail, ops, requests: around.requests }, id),
  });
  const triage = createTriage(deps, dispatcher);
  const { clock, log, metrics, ledger } = deps;
  const ops = createOpsNotices({ triage, clock, log });
  const durability = startDurability({ environment, store, engine: deps, triage, ops, journal });
  const seen = store.lastSeen;
  const records = createAuditStore({ redis: store.connections.ledger, prefix: store.prefix });
  const trail = createAuditTrail({ audit: records, clock, log, metrics });
  const hearing = createHearing({ seen, clock, log });
  const operations = auditOperations(createOperations(deps, dispatcher, store.feeds), { trail, ledger });
  return {
    dispatcher,
    triage,
    ops,
    durability,
    intake: createIntake({ keep: durability.keep, triage, ops, hearing, clock, log, metrics }),
    operations,
    audit: { trail, records },
    readinessMails: createReadinessMails({ ...deps, readiness: operations.readiness, wake: dispatcher.wake }),
    schedules: createScheduleWatch({ ledger, index: deps.index, clock }),
    receipts: createReceipts(deps, { dispatcher, ops }),
    texts: createTexts(deps, dispatcher),
    silentSources: createSilentSources({ rules: () => deps.index().rules, seen, ledger, triage, clock, log, metrics }),
  };
}
