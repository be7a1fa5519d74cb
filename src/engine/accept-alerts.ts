import type { Alert } from '../domain/alert.js';
import { normalizeAlert } from '../pipeline/normalize/normalize-alert.js';
import { unreadableAlert } from '../pipeline/normalize/own-alerts.js';
import type { Clock, Log, Metrics } from '../ports.js';
import type { KeepAlerts } from './durability/keep-alerts.js';
import type { OpsNotices } from './ops-notices.js';
import type { TriageAlert } from './triage-alerts.js';
import type { Intake } from './use-cases.js';
import type { Hearing } from './watch/hearing.js';

const retryAfterSeconds = 5;
const unreadableEveryMs = 60_000;
/** So many wrong tokens in so long are no accident: a secret was rotated on one side only, and pages are lost. */
const wrongTokens = { count: 3, withinMs: 10 * 60_000 };

/** The way in: what a source sends is read, normalized, and durable when the answer is `accepted`. */
export function createIntake(deps: {
  /** Makes what a source sent durable. */
  readonly keep: KeepAlerts;
  /** Takes the router's own alerts. */
  readonly triage: TriageAlert;
  readonly ops: OpsNotices;
  readonly hearing: Hearing;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): Intake {
  const unreadableAt = new Map<string, number>();
  const wrongTokenTimes = new Map<string, readonly number[]>();

  /** One sender with the right token does not speak for another one with the old. */
  function forgetWrongTokens(source: string, now: number): void {
    const last = wrongTokenTimes.get(source)?.at(-1);
    if (last === undefined || now - last < wrongTokens.withinMs) return;
    wrongTokenTimes.delete(source);
    deps.ops.clear(wrongTokenCheck(source));
  }

  return {
    async accept(source, request) {
      const parsed = source.parse(request);
      if (parsed.kind === 'unreadable') {
        deps.hearing.message(source.name);
        return parsed;
      }
      const now = deps.clock.now();
      const alerts = parsed.drafts.map((draft) => normalizeAlert(draft, { source: source.name, now }));
      deps.hearing.message(source.name, nodesOf(alerts));
      try {
        const alertIds = await deps.keep(alerts);
        forgetWrongTokens(source.name, now);
        return { kind: 'accepted', alertIds };
      } catch (cause) {
        deps.log.error({ cause, source: source.name }, 'alert could not be stored: the sender must keep it');
        return { kind: 'unavailable', retryAfterSeconds };
      }
    },

    heartbeat(source, node) {
      deps.hearing.heartbeat(source, node);
      forgetWrongTokens(source, deps.clock.now());
    },

    reportUnreadable(source, faults) {
      deps.metrics.count('unreadable_alerts_total', { source });
      deps.log.warn({ source, faults }, 'unreadable alert');
      const now = deps.clock.now();
      if (now - (unreadableAt.get(source) ?? -unreadableEveryMs) < unreadableEveryMs) return;
      unreadableAt.set(source, now);
      deps
        .triage(unreadableAlert(source, faults, now))
        .catch((cause) => deps.log.error({ cause, source }, 'unreadable alert could not be told'));
    },

    reportWrongToken(source) {
      deps.metrics.count('wrong_tokens_total', { source });
      const now = deps.clock.now();
      const recent = (wrongTokenTimes.get(source) ?? []).filter((at) => now - at < wrongTokens.withinMs);
      const times = [...recent, now].slice(-wrongTokens.count);
      wrongTokenTimes.set(source, times);
      if (times.length < wrongTokens.count) return;
      deps.ops.raise({
        check: wrongTokenCheck(source),
        severity: 'error',
        summary: `Alerts from ${source} come with a wrong token and are refused: was a secret rotated on one side only?`,
        details: `Set SOURCE_TOKEN_${source.toUpperCase()} to the new and the old token, separated by a comma.`,
      });
    },
  };
}

/** Monitoring hosts that the alerts name. */
function nodesOf(alerts: readonly Alert[]): ReadonlySet<string> {
  return new Set(alerts.flatMap(({ labels }) => labels.node ?? []));
}

function wrongTokenCheck(source: string): string {
  return `token of ${source}`;
}
