import { openRedis } from '../../src/store/open-redis.js';
import { startOwnRedis } from '../../src/store/own-redis/start-own-redis.js';

/** A router as far as its Redis goes: starts it, writes a key, says so, and waits to be killed. */
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const [directory = '', value = ''] = process.argv.slice(2);
const own = await startOwnRedis({ directory, log });
const redis = openRedis({ path: own.socketPath }, 'worker');
await redis.set('kept', value);
console.log('ready');
