import type { Channel } from '../domain/channel.js';
import type { Severity } from '../domain/severity.js';
import { opsAlert } from '../pipeline/normalize/own-alerts.js';
import type { Clock, Log } from '../ports.js';
import type { TriageAlert } from './triage-alerts.js';

/** The router tells the people who look after it what is wrong with it, through its own pipeline. */
export interface OpsNotices {
  /**
   * `check` is stable and names what is wrong; repeats are one incident. `since`: a single thing that happened then, told
   * also when an earlier one was resolved by hand; absent: a state that lasts.
   */
  raise(notice: {
    readonly check: string;
    readonly severity: Severity;
    readonly summary: string;
    readonly details?: string;
    readonly since?: number;
    /** The channel in trouble: they are told by another one too. */
    readonly failing?: Channel | null;
  }): void;
  /** It is well again; nothing happens if this process has not raised it, or has within the last `quietMs`. */
  clear(check: string, quietMs?: number): void;
  /** It is well again, whichever process has raised it. */
  end(check: string): void;
}

const repeatMs = 60_000;

export function createOpsNotices(deps: {
  readonly triage: TriageAlert;
  readonly clock: Clock;
  readonly log: Log;
}): OpsNotices {
  const raisedAt = new Map<string, number>();

  function submit(said: Omit<Parameters<typeof opsAlert>[0], 'now'>): void {
    deps
      .triage(opsAlert({ ...said, now: deps.clock.now() }))
      .catch((cause) => deps.log.error({ cause, check: said.check }, 'ops could not be told'));
  }

  return {
    raise({ check, severity, summary, details = '', since, failing = null }) {
      const now = deps.clock.now();
      if (now - (raisedAt.get(check) ?? -repeatMs) < repeatMs) return;
      raisedAt.set(check, now);
      submit({ check, severity, summary, details, failing: true, stateSince: since, failingChannel: failing });
    },
    end(check) {
      raisedAt.delete(check);
      submit({ check, severity: 'info', summary: 'well again', details: '', failing: false });
    },
    clear(check, quietMs = 0) {
      const raised = raisedAt.get(check);
      if (raised === undefined || deps.clock.now() - raised < quietMs) return;
      raisedAt.delete(check);
      submit({ check, severity: 'info', summary: 'well again', details: '', failing: false });
    },
  };
}
