import { randomUUID } from 'node:crypto';
import type { ContactMethod } from '../../domain/channel.js';
import type { Incident } from '../../domain/incident.js';
import type { Journal } from '../../domain/journal.js';
import { type EmergencyText, renderEmergency, renderStandstill } from '../../pipeline/deliver/render-emergency.js';
import { selectPeople } from '../../pipeline/route/select-people.js';
import type { EngineDeps } from '../engine-deps.js';
import type { Emergency } from './emergency.js';
import { encodeRecord } from './journal-record.js';
import type { ToldPeople } from './told-people.js';

const againMs = 5 * 60_000;
const standstillMs = 5 * 60_000;

export interface EmergencyPageDeps {
  readonly engine: Pick<EngineDeps, 'index' | 'channels' | 'clock' | 'log' | 'metrics'>;
  readonly emergency: Emergency;
  readonly told: ToldPeople;
  readonly journal: Journal;
  /** `EMERGENCY_AFTER`. */
  readonly afterMs: number;
  /** Open incidents as they were when Redis was last there. */
  readonly openIncidents: () => readonly Incident[];
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
 * incidents were open, since their escalations stand still.
 */
export function createEmergencyPages(deps: EmergencyPageDeps): EmergencyPages {
  const { engine, emergency, told } = deps;
  const toldAt = new Map<string, number>();
  let standstillTold = false;

  async function look(awaySince: number): Promise<void> {
    const now = engine.clock.now();
    const since = emergency.since();
    if (since !== null && now - since >= deps.afterMs) await tellWaiting(awaySince, now);
    if (now - awaySince >= standstillMs && !standstillTold) {
      standstillTold = true;
      await tellStandstill(awaySince, now);
    }
  }

  async function tellWaiting(awaySince: number, now: number): Promise<void> {
    const due = [...emergency.toTell(told.of)].filter(([person]) => now - (toldAt.get(person) ?? -againMs) >= againMs);
    await Promise.all(
      due.map(async ([person, { alerts, selected }]) => {
        toldAt.set(person, now);
        const timezone = zoneOf(person);
        const text = renderEmergency(alerts, { since: awaySince, now, timezone });
        const methods = [...selected.calls, ...selected.fallbacks];
        if (!(await send({ person, methods, text }))) return;
        const alertIds = alerts.map(({ id }) => id);
        told.add(alertIds, person);
        deps.journal.append(encodeRecord({ v: 1, kind: 'told', at: now, person, alertIds }));
      }),
    );
  }

  async function tellStandstill(awaySince: number, now: number): Promise<void> {
    const incidents = deps.openIncidents().filter(({ state }) => state === 'triggered');
    if (incidents.length === 0) return;
    const index = engine.index();
    const { people } = selectPeople(index, {
      checks: [],
      service: null,
      targets: [{ kind: 'all-pages' }],
      urgency: 'high',
      now,
    });
    await Promise.all(
      people.map(({ person, calls, fallbacks }) => {
        const text = renderStandstill(incidents, { since: awaySince, now, timezone: zoneOf(person) });
        return send({ person, methods: [...calls, ...fallbacks], text });
      }),
    );
  }

  function zoneOf(person: string): string {
    return engine.index().rules.people.get(person)?.timezone ?? 'UTC';
  }

  /** By the first method that takes it; one that may have taken it counts. */
  async function send(letter: {
    readonly person: string;
    readonly methods: readonly ContactMethod[];
    readonly text: EmergencyText;
  }): Promise<boolean> {
    for (const { channel, to } of letter.methods) {
      const outcome = await engine.channels[channel].send({
        ...letter.text,
        notificationId: randomUUID(),
        to,
        person: letter.person,
        incidentId: null,
        html: null,
        urgency: 'high',
        thread: null,
        validitySeconds: 600,
        createdAt: engine.clock.now(),
      });
      engine.metrics.count('emergency_pages_total', { channel, outcome: outcome.kind });
      if (outcome.kind === 'accepted' || outcome.kind === 'unknown') return true;
    }
    engine.log.error({ person: letter.person }, 'an emergency page reached nobody');
    return false;
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
