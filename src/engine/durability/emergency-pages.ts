import type { Incident } from '../../domain/incident.js';
import type { Journal } from '../../domain/journal.js';
import { renderEmergency, renderStandstill } from '../../pipeline/deliver/render-emergency.js';
import type { RedisStanding } from '../../ports-redis.js';
import type { Emergency } from './emergency.js';
import { createEmergencyLetters, type LetterDeps } from './emergency-letters.js';
import { encodeRecord } from './journal-record.js';
import { renderMissingStore, renderUnknownStandstill } from './render-missing-store.js';
import type { ToldPeople } from './told-people.js';

const againMs = 5 * 60_000;
const standstillMs = 5 * 60_000;

export interface EmergencyPageDeps {
  readonly engine: LetterDeps;
  readonly emergency: Emergency;
  readonly told: ToldPeople;
  readonly journal: Journal;
  /** `EMERGENCY_AFTER`. */
  readonly afterMs: number;
  /** Open incidents as they were when Redis was last there; null: it has not been there since the start. */
  readonly openIncidents: () => readonly Incident[] | null;
  /** Whether Redis has been there since the start, and why not. */
  readonly standing: () => RedisStanding;
}

/** Pages without Redis. */
export interface EmergencyPages {
  /** Looks whether it is time; `awaySince`: since when Redis does not answer, UTC ms. */
  look(awaySince: number): Promise<void>;
  /** Redis is back. */
  over(): void;
}

/**
 * While Redis is away nothing can be claimed, escalated or acknowledged. After `EMERGENCY_AFTER` everybody whom waiting alerts
 * would page gets one bundled message, at most one in five minutes, straight through the channels; who was told of what goes
 * into the journal first-hand, so that the replay does not page them again. After five minutes the all-pages people hear which
 * incidents were open, since their escalations stand still. Of a router that has started without Redis ops hear as well, after
 * `EMERGENCY_AFTER`: a Redis that starts a moment later than its router is no news.
 */
export function createEmergencyPages(deps: EmergencyPageDeps): EmergencyPages {
  const { engine, emergency, told } = deps;
  const letters = createEmergencyLetters(engine);
  const toldAt = new Map<string, number>();
  let standstillTold = false;
  const missingTold = new Set<RedisStanding['kind']>();

  async function look(awaySince: number): Promise<void> {
    const now = engine.clock.now();
    const since = emergency.since();
    if (since !== null && now - since >= deps.afterMs) await tellWaiting(awaySince, now);
    if (now - awaySince >= deps.afterMs) await tellMissing(awaySince, now);
    if (now - awaySince >= standstillMs && !standstillTold) await tellStandstill(awaySince, now);
  }

  async function tellWaiting(awaySince: number, now: number): Promise<void> {
    const due = [...emergency.toTell(told.of)].filter(([person]) => now - (toldAt.get(person) ?? -againMs) >= againMs);
    await Promise.all(
      due.map(async ([person, { alerts, selected }]) => {
        toldAt.set(person, now);
        const text = renderEmergency(alerts, { since: awaySince, now, timezone: letters.zoneOf(person) });
        const methods = [...selected.calls, ...selected.fallbacks];
        if (!(await letters.send({ person, methods, text }))) return;
        const alertIds = alerts.map(({ id }) => id);
        told.add(alertIds, person);
        deps.journal.append(encodeRecord({ v: 1, kind: 'told', at: now, person, alertIds }));
      }),
    );
  }

  async function tellMissing(since: number, now: number): Promise<void> {
    const standing = deps.standing();
    if (standing.kind === 'in-use' || missingTold.has(standing.kind)) return;
    missingTold.add(standing.kind);
    await letters.tell({ kind: 'ops' }, (timezone) => renderMissingStore(standing.because, { since, now, timezone }));
  }

  async function tellStandstill(since: number, now: number): Promise<void> {
    standstillTold = true;
    const incidents = deps.openIncidents()?.filter(({ state }) => state === 'triggered') ?? null;
    if (incidents?.length === 0) return;
    await letters.tell({ kind: 'all-pages' }, (timezone) =>
      incidents === null
        ? renderUnknownStandstill({ since, now, timezone })
        : renderStandstill(incidents, { since, now, timezone }),
    );
  }

  return {
    look,
    over() {
      emergency.over();
      toldAt.clear();
      standstillTold = false;
    },
  };
}
