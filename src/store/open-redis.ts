import { Redis } from 'ioredis';
import { CLIENT_NAME } from './client-name.js';
import type { RedisAddress } from './redis-target.js';

/** Every await has an end: nothing queues while Redis is away, a silent link is noticed within 5 s. */
const ledgerOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: 2000,
  socketTimeout: 5000,
};

/** BullMQ's workers wait for jobs up to 10 s and for Redis for ever. */
const workerOptions = { maxRetriesPerRequest: null, socketTimeout: 30_000 };

/** Such a client, closed: every command fails at once until `connect` is called. */
export function openRedisLater(address: RedisAddress, purpose: 'ledger' | 'worker'): Redis {
  const redis = openRedis({ ...address, lazyConnect: true }, purpose);
  // A lazy client that is not closed would be opened by its first command.
  redis.disconnect();
  return redis;
}

/** A client for the ledger and for adding jobs, or for BullMQ's workers. It reconnects for ever, within a second or so. */
export function openRedis(address: RedisAddress, purpose: 'ledger' | 'worker'): Redis {
  const redis = new Redis({
    connectionName: CLIENT_NAME,
    connectTimeout: 5000,
    disconnectTimeout: 250,
    keepAlive: 5000,
    retryStrategy: retryDelay,
    reconnectOnError: isDemoted,
    ...(purpose === 'ledger' ? ledgerOptions : workerOptions),
    ...address,
  });
  // Without a listener ioredis prints to the console; whoever uses the client sees its own failures.
  redis.on('error', () => {});
  beginAgain(redis);
  return redis;
}

/**
 * ioredis ends a client for good when the sentinels name another master while it is connecting: it begins again. One that is
 * closed on purpose says no such error.
 */
export function beginAgain(redis: Redis): void {
  redis.on('error', ({ message }: Error) => {
    if (message !== 'Connection is closed.' || redis.status !== 'connecting') return;
    setImmediate(() => {
      if (redis.status === 'end') redis.connect().catch(() => undefined);
    });
  });
}

/** 50 ms, doubling to 1 s, with up to 25 % on top so that processes do not return in step. */
function retryDelay(times: number): number {
  return Math.min(50 * 2 ** Math.min(times - 1, 10), 1000) * (1 + Math.random() / 4);
}

/** After a failover the old master answers READONLY: look the new one up, but do not repeat the command blindly. */
function isDemoted(error: Error): boolean {
  return error.message.startsWith('READONLY');
}
