import type { CheckState } from '../../domain/check.js';
import { failingChecks, type Incident } from '../../domain/incident.js';
import type { Rules } from '../../domain/rules.js';
import type { Comparison } from '../../domain/source-state.js';
import type { Clock } from '../../ports.js';
import type { LastSeen } from '../../ports-watch.js';
import type { EngineDeps } from '../engine-deps.js';
import type { Reconcile } from './reconcile.js';

/** Whether what is known of checks can still be believed. */
export interface Verification {
  /** Key of each failing check whose source is silent → since when nothing is known of it, UTC ms. */
  unverifiedSince(checks: Iterable<CheckState>): Promise<ReadonlyMap<string, number>>;
}

/** A comparison older than this says nothing any more, ms. */
const staleMs = 60_000;

/** A source that is asked is believed while it answers; another one while it is heard as often as the rules expect. */
export function createVerification(deps: {
  readonly rules: () => Rules;
  readonly seen: Pick<LastSeen, 'all'>;
  /** Null: no source is asked. */
  readonly asked: { readonly source: string; readonly comparison: Reconcile['comparison'] } | null;
  readonly clock: Clock;
}): Verification {
  const { rules, seen, asked, clock } = deps;
  return {
    async unverifiedSince(checks) {
      const failing = [...checks].filter((check) => check.failing);
      const concerned = failing.filter(({ source }) => source === asked?.source || rules().sources.has(source));
      if (concerned.length === 0) return new Map();
      const [heard, comparison] = await Promise.all([seen.all(), asked?.comparison() ?? null]);
      const now = clock.now();
      return new Map(
        concerned.flatMap((check) => {
          const own = check.source === asked?.source && isOf(comparison, check) ? comparison : null;
          const since = own === null ? silentSince(check, { rules: rules(), heard, now }) : staleSince(own, now);
          return since === null ? [] : [[check.key, since] as const];
        }),
      );
    },
  };
}

/** Another source of the same kind may have sent it. */
function isOf(comparison: Comparison | null, { labels }: CheckState): boolean {
  return comparison !== null && (labels.node === undefined || comparison.nodes.includes(labels.node));
}

function staleSince({ comparedAt, failing }: Comparison, now: number): number | null {
  const since = comparedAt ?? failing?.since ?? now;
  return now - since > staleMs ? since : null;
}

function silentSince(
  { source, labels }: CheckState,
  { rules, heard, now }: { readonly rules: Rules; readonly heard: ReadonlyMap<string, number>; readonly now: number },
): number | null {
  const every = rules.sources.get(source)?.expectEverySeconds;
  const heardAt = heard.get(`${source} ${labels.node ?? ''}`) ?? heard.get(source);
  if (every == null || heardAt === undefined) return null;
  return now - heardAt > every * 1000 ? heardAt : null;
}

/** As `unverifiedSince`, of what is told to people: that a source is silent must not keep a message from going out. */
export async function knownUnverified(
  { verification, log }: Pick<EngineDeps, 'verification' | 'log'>,
  checks: Iterable<CheckState>,
): Promise<ReadonlyMap<string, number>> {
  return verification.unverifiedSince(checks).catch((cause: unknown) => {
    log.warn({ cause }, 'it is not known which sources are silent');
    return new Map();
  });
}

/** True when nobody knows whether any of what fails of an incident still does. */
export async function isUnverified(
  deps: Pick<EngineDeps, 'verification' | 'log'>,
  incident: Pick<Incident, 'checks'>,
): Promise<boolean> {
  const failing = failingChecks(incident);
  return failing.length > 0 && (await knownUnverified(deps, failing)).size === failing.length;
}
