import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { evaluate, jsonText, type Script, type Store } from './script.js';

/** One request: what the script reads, and the texts that it stores as they are. */
export interface BatchRequest {
  readonly request: object;
  readonly texts: readonly string[];
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

const Replies = z.array(z.string());

/**
 * Requests that come while a run is under way go together into the next one: a storm costs one round trip and one disk sync
 * for many, and a lone request waits for nobody. Each is a step of its own in the order of arrival.
 */
export function createScriptBatch(store: Store, script: Script): RunBatched {
  let waiting: Waiting[] = [];
  let running = false;

  function take(): Waiting[] {
    let [count, texts] = [0, 0];
    for (const one of waiting) {
      texts += one.texts.length;
      if (count > 0 && (count === mostRequests || texts > mostTexts)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function runAll(): Promise<void> {
    while (waiting.length > 0) await run(take());
    running = false;
  }

  async function run(batch: readonly Waiting[]): Promise<void> {
    try {
      const argv = batch.flatMap(({ request, texts }) => [jsonText(request), String(texts.length), ...texts]);
      const replies = Replies.parse(await evaluate(store, script, [randomUUID(), ...argv]));
      batch.forEach((one, n) => {
        settle(one, replies[n]);
      });
    } catch (cause) {
      for (const { refused } of batch) refused(cause);
    }
  }

  return ({ request, texts }) =>
    new Promise((answered, refused) => {
      waiting.push({ request, texts, answered, refused });
      if (running) return;
      running = true;
      // What arrives in the same turn of the event loop goes along.
      setImmediate(() => void runAll());
    });
}

function settle({ answered, refused }: Waiting, reply: string | undefined): void {
  if (reply === undefined || reply.startsWith('!')) refused(new Error(`the ledger refused: ${reply?.slice(1)}`));
  else answered(reply);
}
