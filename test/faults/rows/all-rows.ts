import { fileRows } from './append-only-file.js';
import { blockedLoopRows } from './blocked-loop.js';
import { clockRows } from './clocks.js';
import { failoverRows, partitionRows } from './failover.js';
import type { FaultRow } from './fault-row.js';
import { journalRows } from './journal.js';
import { linkRows } from './link.js';
import { mailRows, tarpitRows } from './mail.js';
import { outageRows } from './outage.js';
import { providerRows } from './provider.js';
import { lostReceiptRows, receiptRows } from './receipts.js';
import { redisRows } from './redis.js';
import { repeatedAlertRows } from './repeated-alert.js';
import { severalRouterRows } from './several-routers.js';

export const matrixRows: readonly FaultRow[] = [
  ...redisRows,
  ...linkRows,
  ...failoverRows,
  ...providerRows,
  ...mailRows,
  ...severalRouterRows,
  ...fileRows,
  ...journalRows,
  ...clockRows,
  ...repeatedAlertRows,
  ...receiptRows,
];

export const longRows: readonly FaultRow[] = [
  ...outageRows,
  ...blockedLoopRows,
  ...partitionRows,
  ...lostReceiptRows,
  ...tarpitRows,
];
