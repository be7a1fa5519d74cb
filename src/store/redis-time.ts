import type { Redis } from 'ioredis';

/** Redis' own time, UTC ms: one clock for all processes on it. */
export async function readRedisTime(redis: Pick<Redis, 'time'>): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Number(microseconds) / 1000;
}
