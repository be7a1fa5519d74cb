import { formatFault } from '../config/rules/format-fault.js';
import type { Channel } from '../domain/channel.js';
import type { Comparison } from '../domain/source-state.js';
import type { Readiness } from '../http/health-routes.js';
import type { Clock, MessageChannel, RulesView } from '../ports.js';
import type { Ledger } from '../ports-ledger.js';
import type { RedisStanding } from '../ports-redis.js';
import { notableSkewMs } from './measure-time.js';
import { scarceShare } from './watch-redis.js';

export interface ReadinessDeps {
  readonly ledger: Pick<Ledger, 'oldestDue'>;
  readonly rules: Pick<RulesView, 'state'>;
  readonly channels: Readonly<Record<Channel, MessageChannel>>;
  readonly clock: Clock;
  /** How far the time of Redis is ahead of this machine's, ms; null: this clock does not follow Redis. */
  readonly skewMs: () => number | null;
  readonly standing: () => RedisStanding;
  readonly role: string;
  /** When the last round of the clock ended, UTC ms; null: none yet. Receivers have no clock. */
  readonly lastRoundAt: () => number | null;
  /** When the canary last went all the way, UTC ms; null: not yet. */
  readonly lastCanaryAt: () => number | null;
  readonly startedAt: number;
  /** How the last comparison with a source that can be asked went; null: none can. */
  readonly comparison: () => Promise<Comparison | null>;
  /** The local journal takes writes: alerts can be accepted while Redis is away. */
  readonly journalHealthy: () => boolean;
}

const stuckMs = 30_000;
const lateMs = 60_000;
const lateCanaryMs = 180_000;

/** Progress, not a ping: red only when alerts cannot be stored or due work does not get done. */
export async function readReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const now = deps.clock.now();
  const due = await readDue(deps.ledger);
  const away = due === 'away';
  const journal = deps.journalHealthy();
  const stuck = !away && isStuck(deps, now);
  const rules = deps.rules.state();
  return {
    ready: (!away || journal) && !stuck,
    warnings: [
      ...(away ? [redisAway(deps.standing(), journal)] : []),
      ...(journal ? [] : [{ code: 'journal-broken', text: 'the journal cannot be written: see the log' }]),
      ...(stuck ? [{ code: 'no-progress', text: 'due work has not been looked at for 30 seconds' }] : []),
      ...lateWarning(due, now),
      ...canaryWarning(deps, now),
      ...skewWarning(deps.skewMs()),
      ...rulesWarnings(deps),
      ...redisWarnings(deps.standing()),
      ...channelWarnings(deps.channels),
      ...comparisonWarning(away ? null : await deps.comparison().catch(() => null), now),
    ],
    facts: {
      role: deps.role,
      lastCanaryAt: instantOf(deps.lastCanaryAt()),
      clockSkewMs: deps.skewMs(),
      rules: { origin: rules.origin, hash: rules.hash, loadedAt: new Date(rules.loadedAt).toISOString() },
      channels: { sms: deps.channels.sms.provider, email: deps.channels.email.provider },
      receipts: { sms: deps.channels.sms.receipts === undefined ? 'not expected' : 'expected' },
    },
  };
}

function isStuck({ role, standing, lastRoundAt, startedAt }: ReadinessDeps, now: number): boolean {
  if (role === 'receiver' || standing().kind !== 'in-use') return false;
  return now - (lastRoundAt() ?? startedAt) > stuckMs;
}

function redisAway(standing: RedisStanding, journal: boolean): Readiness['warnings'][number] {
  const meanwhile = journal ? 'alerts are kept in the journal' : 'alerts are refused with 503';
  if (standing.kind === 'in-use') return { code: 'redis-away', text: `Redis does not answer: ${meanwhile}` };
  const code = standing.kind === 'refused' ? 'redis-refused' : 'redis-missing';
  return { code, text: `started without Redis: ${standing.because}; ${meanwhile}` };
}

function redisWarnings(standing: RedisStanding): Readiness['warnings'] {
  if (standing.kind !== 'in-use') return [];
  const { durable, evictionPolicy, memoryShare } = standing.facts;
  const share = Math.round((memoryShare ?? 0) * 100);
  return [
    ...(durable ? [] : [{ code: 'redis-not-durable', text: 'Redis does not run AOF always: see the README' }]),
    ...(evictionPolicy === 'noeviction'
      ? []
      : [{ code: 'redis-may-evict', text: `Redis may evict keys (${evictionPolicy}): pages may be lost` }]),
    ...(share < scarceShare * 100 ? [] : [{ code: 'redis-memory', text: `Redis uses ${share} % of its maxmemory` }]),
  ];
}

async function readDue(ledger: Pick<Ledger, 'oldestDue'>): Promise<number | null | 'away'> {
  try {
    return await ledger.oldestDue();
  } catch {
    return 'away';
  }
}

function lateWarning(due: number | null | 'away', now: number): Readiness['warnings'] {
  if (due === 'away' || due === null || now - due <= lateMs) return [];
  return [{ code: 'work-is-late', text: `the oldest due work waits for ${Math.round((now - due) / 1000)} s` }];
}

function canaryWarning({ lastCanaryAt, startedAt }: ReadinessDeps, now: number): Readiness['warnings'] {
  const age = now - (lastCanaryAt() ?? startedAt);
  if (age <= lateCanaryMs) return [];
  const text = `the canary has not gone from intake to outbox for ${Math.round(age / 1000)} s: pages may not go out`;
  return [{ code: 'canary-late', text }];
}

function skewWarning(skewMs: number | null): Readiness['warnings'] {
  if (skewMs === null || Math.abs(skewMs) <= notableSkewMs) return [];
  const side = skewMs > 0 ? 'behind' : 'ahead of';
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  const text = `this machine's clock is ${seconds} s ${side} that of Redis, which the router goes by: set it right`;
  return [{ code: 'clock-skew', text }];
}

function comparisonWarning(comparison: Comparison | null, now: number): Readiness['warnings'] {
  const failing = comparison?.failing ?? null;
  if (failing === null || now - failing.since < lateMs) return [];
  const text = `Icinga cannot be asked since ${new Date(failing.since).toISOString()}: ${failing.because}`;
  return [{ code: 'icinga-unasked', text }];
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function rulesWarnings({ rules }: Pick<ReadinessDeps, 'rules'>): Readiness['warnings'] {
  const { faults } = rules.state();
  const errors = faults.filter(({ level }) => level === 'error');
  if (errors.length > 0) {
    const text = `the rules files are broken (${counted(errors.length, 'error')}): the last good set stays in force`;
    return [{ code: 'rules-broken', text }];
  }
  const [first] = faults;
  if (first === undefined) return [];
  const text = `the rules have ${counted(faults.length, 'weak spot')}: ${formatFault(first)}`;
  return [{ code: 'rules-weak', text }];
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function channelWarnings(channels: ReadinessDeps['channels']): Readiness['warnings'] {
  return Object.values(channels).flatMap(({ channel, provider, standing }) => {
    const second = standing?.() ?? [];
    if (second.length > 0) {
      const text = second.map((one) => `${one.provider}: ${one.because}`).join('; ');
      return [{ code: `${channel}-second-choice`, text: `another provider of ${channel} is tried first, ${text}` }];
    }
    if (provider === 'outbox') return [{ code: `${channel}-to-outbox`, text: `${channel} goes to the outbox` }];
    return provider === 'none'
      ? [{ code: `${channel}-missing`, text: `no provider for ${channel} is configured` }]
      : [];
  });
}
