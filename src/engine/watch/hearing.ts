import type { Clock, Log } from '../../ports.js';
import type { LastSeen, Sighting } from '../../ports-watch.js';

/** Notes which sources are heard. Costs a look-up in memory; what is written is written beside the answer. */
export interface Hearing {
  /** A message of the source came, by one of these nodes where it says so. */
  message(source: string, nodes?: Iterable<string>): void;
  /** A heartbeat: from now on the node, or the source where it names none, is known to send them. */
  heartbeat(source: string, node: string | null): void;
}

const everyMs = 5000;
const maxNames = 10_000;

/** Name of a node in `LastSeen`; a source stands there by its own name. */
function nodeName(source: string, node: string): string {
  return `${source} ${node}`;
}

/** Each name is written at most every 5 s. A node counts only once it has sent a heartbeat: alerts alone come seldom. */
export function createHearing(deps: { readonly seen: LastSeen; readonly clock: Clock; readonly log: Log }): Hearing {
  const notedAt = new Map<string, number>();

  function note(names: readonly Omit<Sighting, 'at'>[]): void {
    const now = deps.clock.now();
    const due = names.filter(({ name, onlyKnown }) => {
      const last = notedAt.get(`${onlyKnown === true} ${name}`);
      return last === undefined || Math.abs(now - last) >= everyMs;
    });
    if (due.length === 0) return;
    if (notedAt.size > maxNames) notedAt.clear();
    for (const { name, onlyKnown } of due) notedAt.set(`${onlyKnown === true} ${name}`, now);
    deps.seen.note(due.map((sighting) => ({ ...sighting, at: now }))).catch((cause) => {
      notedAt.clear();
      deps.log.debug({ cause }, 'it could not be noted which sources are heard');
    });
  }

  return {
    message(source, nodes = []) {
      const known = [...nodes].map((node) => ({ name: nodeName(source, node), onlyKnown: true }));
      note([{ name: source }, ...known]);
    },
    heartbeat(source, node) {
      note([{ name: source }, ...(node === null ? [] : [{ name: nodeName(source, node) }])]);
    },
  };
}
