import type { Rules } from '../../domain/rules.js';
import { type Silence, silenceAlert, silenceCheckKey } from '../../pipeline/normalize/silence-alert.js';
import type { Clock, Log, Metrics } from '../../ports.js';
import type { Ledger } from '../../ports-ledger.js';
import type { LastSeen } from '../../ports-watch.js';
import type { TriageAlert } from '../triage-alerts.js';

export interface SilentSourcesOptions {
  readonly rules: () => Rules;
  readonly seen: LastSeen;
  readonly ledger: Pick<Ledger, 'readSituation'>;
  readonly triage: TriageAlert;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A source, or one node of it, of which something is expected. */
interface Expected {
  /** As in `LastSeen`. */
  readonly name: string;
  readonly source: string;
  readonly node: string | null;
  readonly everySeconds: number;
}

const lookEveryMs = 5000;
/** No look for so long: the router was away, or Redis was, and heard nobody. */
const gapMs = 60_000;
const forgetMs = 7 * 86_400_000;

/**
 * Pages when a declared source has not been heard for longer than it should, and recovers when it is heard again. Asked
 * at every round of the clock by every worker: equal alerts of several are one.
 */
export function createSilentSources(options: SilentSourcesOptions): { look(): Promise<void> } {
  const { rules, seen, ledger, triage, clock, log, metrics } = options;
  const known = new Map<string, { readonly state: 'heard' | 'silent'; readonly expected: Expected }>();
  const listening = createListening();

  async function look(): Promise<void> {
    const now = clock.now();
    if (!listening.isDue(now)) return;
    const declared = expectationsOf(rules());
    const heard = declared.size + known.size === 0 ? new Map<string, number>() : await seen.all();
    const since = listening.since(now);
    const expected = await expectedOf(declared, heard, { since, now });
    for (const one of expected) await judge(one, { heardAt: heard.get(one.name) ?? null, since, now });
    await dropUnexpected(new Set(expected.map(({ name }) => name)), now);
  }

  /** The nodes that send heartbeats; the source as a whole where there are none. */
  async function expectedOf(
    declared: ReadonlyMap<string, Expectation>,
    heard: ReadonlyMap<string, number>,
    { since, now }: { readonly since: number; readonly now: number },
  ): Promise<Expected[]> {
    const expected: Expected[] = [];
    for (const source of declared.values()) {
      const nodes = nodesOf(source, heard);
      const gone = nodes.filter(({ name }) => now - Math.max(heard.get(name) ?? 0, since) > forgetMs);
      for (const { name } of gone) await seen.forget(name);
      const present = nodes.filter((node) => !gone.includes(node));
      expected.push(...(present.length > 0 ? present : [wholeOf(source)]));
    }
    return expected;
  }

  async function judge(expected: Expected, ear: Ear): Promise<void> {
    const before = known.get(expected.name)?.state;
    const verdict = verdictOf(expected, ear);
    if (verdict === 'unknown' || verdict === before) return;
    const { heardAt, since, now } = ear;
    if (verdict === 'silent') await tell(expected, { failing: true, since: heardAt ?? since, now });
    else await recover(expected, before, now);
    known.set(expected.name, { state: verdict, expected });
    metrics.gauge('source_silent', verdict === 'silent' ? 1 : 0, { source: expected.name });
  }

  async function recover(expected: Expected, before: 'silent' | 'heard' | undefined, now: number): Promise<void> {
    const wasTold = before === 'silent' || (await isOpen(expected));
    if (wasTold) await tell(expected, { failing: false, since: now, now });
  }

  /** A process that starts does not know what others have told: the ledger does. */
  async function isOpen(expected: Expected): Promise<boolean> {
    const checkKey = silenceCheckKey(expected);
    const { checkRecords } = await ledger.readSituation(`check:${checkKey}`, [checkKey]);
    return (checkRecords.get(checkKey)?.incidentId ?? null) !== null;
  }

  async function dropUnexpected(names: ReadonlySet<string>, now: number): Promise<void> {
    for (const [name, { state, expected }] of known) {
      if (names.has(name)) continue;
      if (state === 'silent') await tell(expected, { failing: false, since: now, now });
      metrics.gauge('source_silent', 0, { source: name });
      known.delete(name);
    }
  }

  async function tell(expected: Expected, said: Pick<Silence, 'failing' | 'since' | 'now'>): Promise<void> {
    const { source, node, everySeconds } = expected;
    const fields = { source, node };
    if (said.failing) log.error(fields, 'a source is silent: its alerts would not reach anybody');
    else log.info(fields, 'a source that was silent is heard again, or no longer expected');
    await triage(silenceAlert({ source, node, everySeconds, ...said }));
  }

  return { look };
}

/** What is known of an expected source: when it was heard, since when anybody listens (all UTC ms). */
interface Ear {
  readonly heardAt: number | null;
  readonly since: number;
  readonly now: number;
}

/** Unknown: nothing was heard, but nobody has listened for long enough yet. */
function verdictOf({ everySeconds }: Expected, { heardAt, since, now }: Ear): 'heard' | 'silent' | 'unknown' {
  if (heardAt !== null && now - heardAt <= everySeconds * 1000) return 'heard';
  return now - Math.max(heardAt ?? 0, since) > everySeconds * 1000 ? 'silent' : 'unknown';
}

/** Since when somebody has listened without a break: a router that was away has heard nobody. */
function createListening() {
  let lastLookAt: number | null = null;
  let listeningSince = 0;
  return {
    isDue: (now: number) => lastLookAt === null || now < lastLookAt || now - lastLookAt >= lookEveryMs,
    since(now: number): number {
      if (lastLookAt === null || now < lastLookAt || now - lastLookAt > gapMs) listeningSince = now;
      lastLookAt = now;
      return listeningSince;
    },
  };
}

interface Expectation {
  readonly name: string;
  readonly everySeconds: number;
}

/** Sources that must be heard, by name. */
function expectationsOf({ sources }: Rules): ReadonlyMap<string, Expectation> {
  const expected = new Map<string, Expectation>();
  for (const { name, expectEverySeconds } of sources.values()) {
    if (expectEverySeconds !== null) expected.set(name, { name, everySeconds: expectEverySeconds });
  }
  return expected;
}

function nodesOf({ name: source, everySeconds }: Expectation, heard: ReadonlyMap<string, number>) {
  return [...heard.keys()]
    .filter((name) => name.startsWith(`${source} `))
    .map((name): Expected => ({ name, source, node: name.slice(source.length + 1), everySeconds }));
}

function wholeOf({ name, everySeconds }: Expectation): Expected {
  return { name, source: name, node: null, everySeconds };
}
