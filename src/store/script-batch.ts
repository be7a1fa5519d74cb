import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { evaluate, jsonText, type Script, type Store } from './script.js';

/** One request: what the script reads, and the texts that it stores as they are. */
export interface BatchRequest {
  readonly request: object;
  readonly texts: readonly string[];
  /** What it writes beside them. */
  readonly more?: number;
  /** Others go before it, as long as some of these go along in every run. */
  readonly mayWait?: boolean;
}

interface Waiting extends BatchRequest {
  readonly answered: (reply: string) => void;
  readonly refused: (cause: unknown) => void;
}

/** Serves a request by a script of `defineBatchScript`; rejects when Redis does, or when the script refuses this one. */
export type RunBatched = (request: BatchRequest) => Promise<string>;

/** So much goes in one run: a script stops everything else that Redis does. */
const mostRequests = 48;
const mostTexts = 1500;
/** Of a run that has both, those that may not wait take no more than this. */
const hastyShare = 0.75;

const Replies = z.array(z.string());

/**
 * Requests that come while a run is under way go together into the next one: a storm costs one round trip and one disk sync
 * for many, and a lone request waits for nobody. Each is a step of its own; those alike in haste go in the order of arrival.
 */
export function createScriptBatch(store: Store, script: Script): RunBatched {
  const hasty: Waiting[] = [];
  const patient: Waiting[] = [];
  let running = false;

  function take(): Waiting[] {
    const share = patient.length > 0 ? hastyShare : 1;
    const first = takeOldest(hasty, { requests: mostRequests * share, texts: mostTexts * share });
    const room = { requests: mostRequests - first.length, texts: mostTexts - weigh(first) };
    return [...first, ...takeOldest(patient, room)];
  }

  /** The next run is on its way before the answers of the last one are given: Redis works while they are followed up here. */
  async function runAll(): Promise<void> {
    let answer = (): void => undefined;
    while (hasty.length + patient.length > 0) {
      const answered = run(take());
      answer();
      answer = await answered;
    }
    running = false;
    answer();
  }

  /** Resolves with what gives its answers. */
  async function run(batch: readonly Waiting[]): Promise<() => void> {
    try {
      const argv = batch.flatMap(({ request, texts }) => [jsonText(request), String(texts.length), ...texts]);
      const replies = Replies.parse(await evaluate(store, script, [randomUUID(), ...argv]));
      return () => {
        for (const [n, one] of batch.entries()) settle(one, replies[n]);
      };
    } catch (cause) {
      return () => {
        for (const { refused } of batch) refused(cause);
      };
    }
  }

  return ({ request, texts, more = 0, mayWait = false }) =>
    new Promise((answered, refused) => {
      (mayWait ? patient : hasty).push({ request, texts, more, answered, refused });
      if (running) return;
      running = true;
      // What arrives in the same turn of the event loop goes along.
      setImmediate(() => void runAll());
    });
}

/** One at least, however large it is. */
function takeOldest(waiting: Waiting[], room: { readonly requests: number; readonly texts: number }): Waiting[] {
  let [count, texts] = [0, 0];
  for (const one of waiting) {
    texts += weightOf(one);
    if (count > 0 && (count >= room.requests || texts > room.texts)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

function weigh(batch: readonly Waiting[]): number {
  return batch.reduce((sum, one) => sum + weightOf(one), 0);
}

function weightOf({ texts, more = 0 }: BatchRequest): number {
  return texts.length + more;
}

function settle({ answered, refused }: Waiting, reply: string | undefined): void {
  if (reply === undefined || reply.startsWith('!')) refused(new Error(`the ledger refused: ${reply?.slice(1)}`));
  else answered(reply);
}
