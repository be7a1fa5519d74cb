import type { Alert } from '../domain/alert.js';
import { normalizeAlert } from '../pipeline/normalize/normalize-alert.js';
import { unreadableAlert } from '../pipeline/normalize/own-alerts.js';
import type { Clock, Log, Metrics } from '../ports.js';
import type { KeepAlerts } from './durability/keep-alerts.js';
import type { OpsNotices } from './ops-notices.js';
import type { TriageAlert } from './triage-alerts.js';
import type { Intake } from './use-cases.js';
import type { Hearing } from './watch/hearing.js';
import { createWrongSecrets } from './wrong-secrets.js';

const retryAfterSeconds = 5;
const unreadableEveryMs = 60_000;

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
  const wrongTokens = createWrongSecrets(deps);

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
        wrongTokens.right(wrongTokenCheck(source.name));
        return { kind: 'accepted', alertIds };
      } catch (cause) {
        deps.log.error({ cause, source: source.name }, 'alert could not be stored: the sender must keep it');
        return { kind: 'unavailable', retryAfterSeconds };
      }
    },

    heartbeat(source, node) {
      deps.hearing.heartbeat(source, node);
      wrongTokens.right(wrongTokenCheck(source));
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
      wrongTokens.wrong({
        check: wrongTokenCheck(source),
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
