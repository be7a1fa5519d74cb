import type { Severity } from '../domain/severity.js';
import type { OpsNotices } from '../engine/ops-notices.js';
import type { Log, Metrics } from '../ports.js';
import type { RedisFacts } from '../ports-redis.js';
import type { RedisConnections } from '../store/connect-redis.js';
import type { OpenedStore } from './open-store.js';
import { type Repeating, startRepeating } from './repeat.js';

const everyMs = 10_000;
/** Of `maxmemory`: from here on ops are told. */
export const scarceShare = 0.7;
/** From here on history that is over is kept for a day only; intake never stops. */
const fullShare = 0.85;

/** What ops hear of a Redis in use: one incident, which ends by itself. */
interface Alarm {
  readonly check: string;
  readonly severity: Severity;
  /** Null: it is well. */
  readonly summary: (facts: RedisFacts) => string | null;
}

const alarms: readonly Alarm[] = [
  {
    check: 'Redis eviction policy',
    severity: 'critical',
    summary: ({ evictionPolicy }) =>
      evictionPolicy === 'noeviction'
        ? null
        : `Redis may evict keys, so pages may be lost: set maxmemory-policy to noeviction (somebody set ${evictionPolicy})`,
  },
  {
    check: 'Redis memory',
    severity: 'error',
    summary: ({ memoryShare }) =>
      memoryShare === null || memoryShare < scarceShare
        ? null
        : `Redis uses ${Math.round(memoryShare * 100)} % of its maxmemory: when it is full, alerts wait in the journal`,
  },
];

/** Looks every 10 s, and when asked to, whether Redis is still what it was when it was taken into use. */
export function watchRedis(deps: {
  readonly connections: Pick<RedisConnections, 'standing' | 'look'>;
  readonly keepLittle: OpenedStore['keepLittle'];
  readonly ops: OpsNotices;
  readonly log: Log;
  readonly metrics: Metrics;
}): Repeating {
  const { connections, keepLittle, ops, log, metrics } = deps;
  const told = new Set<string>();
  let wasDurable: boolean | null = null;

  async function look(): Promise<void> {
    if (connections.standing().kind !== 'in-use') return;
    const facts = await connections.look().catch(() => null);
    if (facts === null) return;
    for (const alarm of alarms) tell(alarm, facts);
    tellDurability(facts.durable);
    keepLittle(facts.memoryShare !== null && facts.memoryShare >= fullShare);
    metrics.gauge('redis_memory_share', facts.memoryShare ?? 0);
  }

  function tell({ check, severity, summary }: Alarm, facts: RedisFacts): void {
    const wrong = summary(facts);
    if (wrong === null) {
      told.delete(check);
      ops.clear(check);
      return;
    }
    if (!told.has(check)) log.error({ check, wrong }, 'Redis is not as it must be');
    told.add(check);
    ops.raise({ check, severity, summary: wrong });
  }

  function tellDurability(durable: boolean): void {
    if (wasDurable !== durable && !durable) {
      log.warn({}, 'Redis does not run AOF always: answers wait for the journal on disk');
    }
    if (wasDurable === false && durable) log.info({}, 'Redis runs AOF always again');
    wasDurable = durable;
  }

  return startRepeating(everyMs, log, look);
}
