import type { CheckState } from '../../domain/check.js';
import type { Rules } from '../../domain/rules.js';
import type { Comparison } from '../../domain/source-state.js';
import type { Clock } from '../../ports.js';
import type { LastSeen } from '../../ports-watch.js';
import type { Verification } from '../verification.js';
import type { Reconcile } from './reconcile.js';

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
