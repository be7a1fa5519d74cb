import { describe, it } from '@jest/globals';
import { fileRows } from './rows/append-only-file.js';
import { clockRows } from './rows/clocks.js';
import { failoverRows } from './rows/failover.js';
import { journalRows } from './rows/journal.js';
import { linkRows } from './rows/link.js';
import { mailRows } from './rows/mail.js';
import { providerRows } from './rows/provider.js';
import { redisRows } from './rows/redis.js';
import { repeatedAlertRows } from './rows/repeated-alert.js';
import { severalRouterRows } from './rows/several-routers.js';

const rows = [
  ...redisRows,
  ...linkRows,
  ...failoverRows,
  ...providerRows,
  ...severalRouterRows,
  ...fileRows,
  ...repeatedAlertRows,
  ...journalRows,
  ...mailRows,
  ...clockRows,
];

// Most of their time is waiting for leases and for the provider: they run side by side, each with its own processes.
describe('the fault matrix, each in a storm', () => {
  it.concurrent.each(rows)('$name', ({ play }) => play(), 120_000);
});
