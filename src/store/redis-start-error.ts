/** Why no Redis can be used, in one sentence for the operator: the start ends with it. */
export class RedisStartError extends Error {
  override readonly name = 'RedisStartError';
}
