import { randomUUID } from 'node:crypto';
import type { Comparison, Difference } from '../../domain/source-state.js';
import { compare } from '../../pipeline/reconcile/compare.js';
import type { TriageAlert } from '../triage-alerts.js';
import { createMending, unnoted } from './mend.js';
import { type ReconcileDeps, readSides } from './read-sides.js';
import { spreadWindows } from './spread-windows.js';

/** What the router and a source that can be asked say, side by side. */
export interface Reconciliation {
  readonly source: string;
  /** How the last comparison of whichever process went; null: there was none yet. */
  readonly last: Comparison | null;
  /** Null: the source did not answer now, `because` says why. */
  readonly differences: readonly Difference[] | null;
  readonly because: string | null;
}

export interface Reconcile {
  /** Compares and mends, if this is the process that does; never rejects. */
  round(): Promise<void>;
  /** Compares now and changes nothing. */
  look(): Promise<Reconciliation>;
  comparison(): Promise<Comparison | null>;
  stop(): Promise<void>;
}

/** A process that died is replaced after so long, ms. */
const leaseMs = 20_000;

/**
 * Keeps a source and the router the same by comparing both, again and again, never on the way of an alert. What is still to be
 * told to the source is never noted as work: it is what differs, so no crash can lose it.
 */
export function createReconcile(deps: ReconcileDeps, triage: TriageAlert): Reconcile {
  const { source, memory, clock, log, metrics } = deps;
  const owner = randomUUID();
  const mending = createMending(deps, triage);
  let failing: Comparison['failing'] = null;

  async function lead(): Promise<boolean> {
    return memory.lead(owner, leaseMs);
  }

  async function exchange(): Promise<void> {
    const sides = await readSides(deps);
    await memory.remember(unnoted(sides));
    await memory.forget([...sides.told.keys()].filter((key) => !sides.here.has(key)));
    await mending.mend(compare(sides));
    if (!(await lead())) return;
    await spreadWindows(deps, { ...sides, snapshot: sides.there }, async (orders) => {
      const done = await mending.carryOut(orders);
      return (await lead()) && done;
    });
    if (failing !== null) log.info({ source: source.name }, 'a source can be asked again');
    failing = null;
    await memory.note({ v: 1, comparedAt: sides.now, failing, nodes: [...sides.there.nodes] });
  }

  async function fail(cause: unknown): Promise<void> {
    const because = cause instanceof Error ? cause.message : 'unknown';
    if (failing === null) log.warn({ cause, source: source.name }, 'a source cannot be compared with: trying again');
    failing = { since: failing?.since ?? clock.now(), because };
    const last = await memory.comparison();
    await memory.note({ v: 1, comparedAt: last?.comparedAt ?? null, failing, nodes: [...(last?.nodes ?? [])] });
  }

  return {
    comparison: memory.comparison,
    async round() {
      try {
        if (!(await lead())) return;
        await exchange().catch(fail);
        metrics.count('comparisons_total', { source: source.name, outcome: failing === null ? 'done' : 'failed' });
      } catch (cause) {
        log.debug({ cause }, 'the ledger is away: nothing can be compared');
      }
    },
    async look() {
      const last = await memory.comparison();
      try {
        return { source: source.name, last, differences: compare(await readSides(deps)), because: null };
      } catch (cause) {
        const because = cause instanceof Error ? cause.message : 'unknown';
        return { source: source.name, last, differences: null, because };
      }
    },
    async stop() {
      await memory.leave(owner).catch(() => undefined);
      await source.close();
    },
  };
}
