/** What the router knows of the store behind its ports: is it there, may it be used, does it keep what it answers. */

/** A Redis as it describes itself. */
export interface RedisFacts {
  readonly cluster: boolean;
  /** `noeviction`, or it may forget keys. */
  readonly evictionPolicy: string;
  /** AOF `always`: a write that was answered survives a power loss. */
  readonly durable: boolean;
  /** Of `maxmemory`, 0 to 1; null: it has no limit. */
  readonly memoryShare: number | null;
  readonly version: string;
  /** Changes when Redis restarts. */
  readonly runId: string;
}

/** How a router stands to its Redis. Once in use it stays so: an outage is noticed by what fails. */
export type RedisStanding =
  /** It has not been there since the start of this process. */
  | { readonly kind: 'awaited'; readonly because: string }
  /** It is there, and must not be used until somebody has changed it. */
  | { readonly kind: 'refused'; readonly because: string }
  /** `facts`: as last read. */
  | { readonly kind: 'in-use'; readonly facts: RedisFacts };
