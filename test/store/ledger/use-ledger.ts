import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Ledger } from '../../../src/ports-ledger.js';
import { createLedger } from '../../../src/store/ledger/create-ledger.js';
import { startTestRedis, type TestRedis } from '../../harness/redis.js';

/** A ledger in a Redis of its own, empty at the beginning of each test of the file. */
export interface LedgerBench {
  readonly server: TestRedis;
  readonly ledger: Ledger;
}

/** For the top of a test file; both are there once its tests run. */
export function useLedger(): LedgerBench {
  let server: TestRedis;
  let ledger: Ledger;

  beforeAll(async () => {
    server = await startTestRedis();
    ledger = createLedger({ redis: server.redis, prefix: 'pr' });
  });
  beforeEach(async () => {
    await server.redis.flushall();
  });
  afterAll(async () => {
    await server.stop();
  });

  return {
    get server() {
      return server;
    },
    get ledger() {
      return ledger;
    },
  };
}
