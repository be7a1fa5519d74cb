import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type SwallowedSide = 'both' | 'to-redis' | 'to-router';

/** A TCP link between a router and its Redis that can be made to fail. */
export interface FaultProxy {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** Everything takes so much longer, each way; 0: no longer. */
  delay(ms: number): void;
  /** Resets every connection; new ones are welcome. */
  cut(): void;
  /** Half-open: connections stay, and new ones are taken, but bytes vanish on the way. */
  swallow(side: SwallowedSide): void;
  /** No more swallowing. A connection that has lost bytes stays dead, without a word, as a half-open one does. */
  heal(): void;
  /** Resets the connection instead of giving the reply to the next request that contains this text; resolves then. */
  dropReplyTo(text: string): Promise<void>;
  /** Stops the next request that contains all these texts, or its reply, on its way; resolves when `act` is over. */
  pauseAt(pause: Pause): Promise<void>;
  close(): Promise<void>;
}

export interface Pause {
  /** `request`: Redis has not seen it. `reply`: Redis has done it, the router does not know. */
  readonly at: 'request' | 'reply';
  /** All of them stand in the request. */
  readonly texts: readonly string[];
  /** Runs meanwhile, and says how it goes on: the bytes pass, or the connection is reset. */
  readonly act: () => Promise<'pass' | 'reset'>;
}

interface Link {
  readonly router: Socket;
  readonly redis: Socket;
  /** It has lost bytes. */
  dead: boolean;
  /** What is still on its way, each way. */
  readonly onTheWay: Map<Socket, Promise<void>>;
}

interface Waiting extends Pause {
  /** The one that the request came by. */
  link: Link | null;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Passes everything on to the server at this unix socket. */
export async function startFaultProxy(socketPath: string): Promise<FaultProxy> {
  const links = new Set<Link>();
  let delayMs = 0;
  let swallowed: SwallowedSide | null = null;
  const pauses = new Set<Waiting>();

  function open(router: Socket): void {
    const link: Link = { router, redis: connect(socketPath), dead: false, onTheWay: new Map() };
    links.add(link);
    for (const end of [link.router, link.redis]) {
      end.setNoDelay(true);
      end.on('error', () => reset(link));
      end.on('close', () => reset(link));
    }
    link.router.on('data', (bytes: Buffer) => toRedis(link, bytes));
    link.redis.on('data', (bytes: Buffer) => toRouter(link, bytes));
  }

  function toRedis(link: Link, bytes: Buffer): void {
    if (isLost(link, 'to-redis')) return;
    const met = [...pauses].find((pause) => pause.link === null && pause.texts.every((text) => bytes.includes(text)));
    if (met !== undefined) met.link = link;
    pass(link, link.redis, { bytes, pause: met?.at === 'request' ? met : undefined });
  }

  function toRouter(link: Link, bytes: Buffer): void {
    const met = [...pauses].find((pause) => pause.link === link && pause.at === 'reply');
    if (!isLost(link, 'to-router')) pass(link, link.router, { bytes, pause: met });
  }

  function isLost(link: Link, side: SwallowedSide): boolean {
    if (swallowed === side || swallowed === 'both') link.dead = true;
    return link.dead;
  }

  /** In their order, also when the delay ends. */
  function pass(link: Link, to: Socket, { bytes, pause }: { bytes: Buffer; pause: Waiting | undefined }): void {
    const arrivesAt = performance.now() + delayMs;
    const before = link.onTheWay.get(to) ?? Promise.resolve();
    if (pause !== undefined) pauses.delete(pause);
    const arrived = before.then(async () => {
      if (pause !== undefined) await playPause(link, pause);
      const left = arrivesAt - performance.now();
      if (left > 0) await sleep(left);
      to.write(bytes);
    });
    link.onTheWay.set(to, arrived);
  }

  async function playPause(link: Link, { act, done, failed }: Waiting): Promise<void> {
    try {
      if ((await act()) === 'reset') reset(link);
      done();
    } catch (error) {
      failed(error);
    }
  }

  function reset(link: Link): void {
    links.delete(link);
    // Its reply will not come: it waits for the next such request.
    for (const pause of pauses) if (pause.link === link) pause.link = null;
    link.router.destroy();
    link.redis.destroy();
  }

  const server = createServer(open);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pauseAt = (pause: Pause): Promise<void> =>
    new Promise((done, failed) => pauses.add({ ...pause, link: null, done, failed }));
  const cut = (): void => {
    for (const link of links) reset(link);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    cut,
    delay: (ms) => {
      delayMs = ms;
    },
    swallow: (side) => {
      swallowed = side;
    },
    heal: () => {
      swallowed = null;
    },
    dropReplyTo: (text) => pauseAt({ at: 'reply', texts: [text], act: async () => 'reset' }),
    pauseAt,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
