import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The only way to a Redis server or sentinel. Cut, it is out of reach of one kind only. */
export interface Partition {
  readonly port: number;
  /** Passes everything on to this port. */
  open(port: number): void;
  /** `peers`: replicas and sentinels; `clients`: everybody else. */
  cut(from: Side): void;
  heal(): void;
  close(): Promise<void>;
}

export type Side = 'peers' | 'clients';

interface Link {
  readonly ends: readonly [Socket, Socket];
  /** Seen by its first words: a replica or a sentinel. */
  isPeer: boolean;
}

export async function startPartition(): Promise<Partition> {
  const links = new Set<Link>();
  let target = 0;
  let cutOff: Side | null = null;

  function join(client: Socket): void {
    const master = connect(target, '127.0.0.1');
    const link: Link = { ends: [client, master], isPeer: false };
    links.add(link);
    for (const end of link.ends) {
      end.on('error', () => reset(link));
      end.on('close', () => reset(link));
    }
    client.on('data', (bytes: Buffer) => {
      link.isPeer ||= bytes.includes('REPLCONF') || bytes.includes('sentinel-');
      if (passes(link)) master.write(bytes);
    });
    master.on('data', (bytes: Buffer) => {
      if (passes(link)) client.write(bytes);
    });
  }

  function passes({ isPeer }: Link): boolean {
    return cutOff !== (isPeer ? 'peers' : 'clients');
  }

  function reset(link: Link): void {
    links.delete(link);
    for (const end of link.ends) end.destroy();
  }

  const server = createServer(join);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    open: (port) => {
      target = port;
    },
    cut: (from) => {
      cutOff = from;
    },
    heal: () => {
      // They have lost bytes.
      for (const link of links) if (!passes(link)) reset(link);
      cutOff = null;
    },
    close: () => {
      for (const link of links) reset(link);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
