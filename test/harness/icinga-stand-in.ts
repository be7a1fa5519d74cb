import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

const readFixture = (name: string) => readFileSync(new URL(`../fixtures/icinga-tls/${name}`, import.meta.url), 'utf8');

/**
 * The certificate of the stand-in's own authority, as Icinga's setup makes them: the name in the node's is the node's, not the
 * address. Made for these tests with openssl, for a hundred years.
 */
export const CA = readFixture('ca.crt');
/** Of another authority with the same name. */
export const OTHER_CA = readFixture('other-ca.crt');

export const NODE = 'icinga-master.example.org';
export const USER = 'paging-router';
export const PASSWORD = 'stand-in-password';

/** How it misbehaves: it hangs, is reloading, cuts the connection, or answers what is no JSON. */
export type IcingaMode = 'well' | 'hangs' | 'reloads' | 'cuts' | 'garbles';

/** An action that came in whole. */
export interface IcingaAction {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One failing service, `db1!https`, behind Icinga's API; its answers are those of Icinga 2.13 (test/fixtures/icinga2). */
export interface IcingaStandIn {
  readonly url: string;
  readonly actions: readonly IcingaAction[];
  /** Requests that were answered or swallowed, of any kind. */
  readonly requests: () => number;
  /** Until it is changed. */
  mode: IcingaMode;
  /** What actions are answered instead of done: 409, say. */
  refusal: { readonly code: number; readonly status: string } | null;
  close(): Promise<void>;
}

const MISBEHAVIOR: Readonly<Record<Exclude<IcingaMode, 'well'>, (res: ServerResponse) => void>> = {
  hangs: () => undefined,
  cuts: (res) => void res.socket?.destroy(),
  garbles: (res) => void res.writeHead(200).end('<html>proxy</html>'),
  reloads: (res) => send(res, 503, { error: 503, status: 'Icinga is reloading.' }),
};

const since = 1_366_328_760;

export async function startIcingaStandIn(): Promise<IcingaStandIn> {
  const actions: IcingaAction[] = [];
  let requests = 0;
  const acknowledged = () => actions.some(({ action }) => action === 'acknowledge-problem');
  const sockets = new Set<Socket>();
  const server = createServer({ key: readFixture('node.key'), cert: readFixture('node.crt') }, (req, res) => {
    requests += 1;
    void answer(req, res);
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));

  const icinga: IcingaStandIn = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    requests: () => requests,
    mode: 'well',
    refusal: null,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    const path = (req.url ?? '').replace('/v1/', '');
    if (icinga.mode !== 'well') return MISBEHAVIOR[icinga.mode](res);
    const wanted = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    if (req.headers.authorization !== wanted) {
      return send(res, 401, { error: 401, status: 'Unauthorized. Please check your user credentials.' });
    }
    if (!path.startsWith('actions/')) return send(res, 200, { results: objectsOf(path) });
    if (icinga.refusal !== null) return send(res, icinga.refusal.code, { results: [icinga.refusal] });
    actions.push({ action: path.replace('actions/', ''), body });
    send(res, 200, { results: [{ code: 200, status: 'Successfully done.' }] });
  }

  function objectsOf(path: string): readonly object[] {
    if (path === 'status/IcingaApplication') {
      return [{ status: { icingaapplication: { app: { node_name: NODE, program_start: since - 3600 } } } }];
    }
    if (path === 'objects/endpoints') return [{ name: NODE }];
    if (path === 'objects/services') return [serviceObject()];
    if (path === 'objects/hosts') return [{ attrs: { ...monitored(0), name: 'db1' } }];
    return [];
  }

  function serviceObject() {
    const attrs = { ...monitored(2), name: 'https', host_name: 'db1' };
    return {
      attrs: { ...attrs, acknowledgement: acknowledged() ? 1 : 0 },
      joins: { host: { groups: [], vars: null } },
    };
  }

  return icinga;
}

function monitored(state: number) {
  return {
    last_check: since,
    last_hard_state: state,
    last_hard_state_change: since,
    last_state_change: since,
    last_check_result: { output: 'Connection refused' },
    flapping: false,
    acknowledgement: 0,
    acknowledgement_expiry: 0,
    downtime_depth: 0,
    enable_notifications: true,
    groups: [],
    vars: null,
  };
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
