import { z } from 'zod';
import type { SourceCheck, SourceSnapshot } from '../../../domain/source-state.js';
import type { IcingaClient } from './icinga-client.js';
import {
  ApplicationStatus,
  CommentObject,
  DowntimeObject,
  EndpointObject,
  HOST_QUESTION,
  HostObject,
  SERVICE_QUESTION,
  ServiceObject,
} from './schema.js';
import { type Monitored, monitoredHost, monitoredService, plannedDowntime, toSourceCheck } from './to-source-check.js';

/** What an answer is made of, and the names by which Icinga knows each check. */
export interface ReadSnapshot {
  readonly snapshot: SourceSnapshot;
  readonly names: ReadonlyMap<string, ObjectName>;
}

export interface ObjectName {
  readonly type: 'Host' | 'Service';
  /** `db1`, `db1!https` */
  readonly name: string;
}

export interface ReadCheck {
  readonly check: SourceCheck;
  readonly name: ObjectName;
}

const acknowledgementEntry = 4;
const hostsAtOnce = 200;

/** Icinga's own words for "fails for good, is acknowledged, in a downtime, or is asked for". */
const notable = (subject: 'host' | 'service', name: string) =>
  `${subject}.acknowledgement != 0 || ${subject}.downtime_depth > 0 || ` +
  `(${subject}.last_check > 0 && ${subject}.last_hard_state != 0) || wanted.contains(${name})`;
const hostFilter = notable('host', 'host.name.lower()');
const serviceFilter = notable('service', 'host.name.lower() + "!" + service.name');

/** Reads `keys` (`db1!https`, without the source), and everything notable. */
export async function readSnapshot(client: IcingaClient, keys: readonly string[], now: number): Promise<ReadSnapshot> {
  const wanted = Object.fromEntries(keys.map((key) => [key, true]));
  const self = await readSelf(client);
  const filtered = (question: object, filter: string) => ({ ...question, filter, filter_vars: { wanted } });
  const [hosts, services, beside] = await Promise.all([
    read(client, 'objects/hosts', HostObject, filtered(HOST_QUESTION, hostFilter)),
    read(client, 'objects/services', ServiceObject, filtered(SERVICE_QUESTION, serviceFilter)),
    readBeside(client),
  ]);
  const found = [...hosts.map(monitoredHost), ...services.map(monitoredService)];
  const checks = toChecks(found, { ...beside, node: self.node, now });
  // A name that Icinga writes otherwise than alerts do is looked for among all services of its host before it counts as gone.
  const missing = keys.filter((key) => !checks.some(({ check }) => check.key === `icinga/${key}`));
  const hidden = missing.length === 0 ? [] : await readServicesOf(client, hostsOf(missing));
  checks.push(...toChecks(hidden, { ...beside, node: self.node, now }));
  return {
    snapshot: {
      startedAt: self.startedAt,
      nodes: self.nodes,
      checks: new Map(checks.map(({ check }) => [check.key, check])),
      planned: [...beside.downtimes.values()].flat().flatMap((one) => plannedDowntime(one, now) ?? []),
    },
    names: new Map(checks.map(({ check, name }) => [check.key, name])),
  };
}

/** Every check, some hosts at a time: one answer with all of them would keep this process busy for too long. */
export async function* readAll(client: IcingaClient, now: () => number): AsyncGenerator<readonly ReadCheck[]> {
  const { node } = await readSelf(client);
  const beside = await readBeside(client);
  const hosts = await read(client, 'objects/hosts', HostObject, HOST_QUESTION);
  for (let n = 0; n < hosts.length; n += hostsAtOnce) {
    const some = hosts.slice(n, n + hostsAtOnce);
    const services = await readServicesOf(
      client,
      some.map(({ attrs }) => attrs.name.toLowerCase()),
    );
    yield toChecks([...some.map(monitoredHost), ...services], { ...beside, node, now: now() });
  }
}

async function readServicesOf(client: IcingaClient, hosts: readonly string[]): Promise<Monitored[]> {
  const filter_vars = { hosts: Object.fromEntries(hosts.map((host) => [host, true])) };
  const question = { ...SERVICE_QUESTION, filter: 'hosts.contains(host.name.lower())', filter_vars };
  return (await read(client, 'objects/services', ServiceObject, question)).map(monitoredService);
}

function hostsOf(keys: readonly string[]): readonly string[] {
  return [...new Set(keys.map((key) => key.split('!', 1)[0] ?? ''))];
}

async function readSelf(client: IcingaClient) {
  const [[status], endpoints] = await Promise.all([
    read(client, 'status/IcingaApplication', ApplicationStatus),
    read(client, 'objects/endpoints', EndpointObject, { attrs: ['name'] }),
  ]);
  const app = status?.status.icingaapplication.app;
  if (app === undefined) throw new Error('Icinga does not say who it is');
  return {
    node: app.node_name,
    startedAt: Math.round(app.program_start * 1000),
    nodes: new Set([app.node_name, ...endpoints.map(({ name }) => name)]),
  };
}

interface ReadBeside {
  readonly comments: ReadonlyMap<string, readonly CommentObject[]>;
  readonly downtimes: ReadonlyMap<string, readonly DowntimeObject[]>;
}

async function readBeside(client: IcingaClient): Promise<ReadBeside> {
  const [downtimes, comments] = await Promise.all([
    read(client, 'objects/downtimes', DowntimeObject),
    read(client, 'objects/comments', CommentObject, { filter: `comment.entry_type == ${acknowledgementEntry}` }),
  ]);
  return { downtimes: byObject(downtimes), comments: byObject(comments) };
}

function byObject<T extends DowntimeObject | CommentObject>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>();
  for (const item of items) {
    const { host_name: host, service_name: service } = item.attrs;
    const name = service === '' ? host : `${host}!${service}`;
    grouped.set(name, [...(grouped.get(name) ?? []), item]);
  }
  return grouped;
}

function toChecks(
  found: readonly Monitored[],
  { comments, downtimes, node, now }: ReadBeside & { readonly node: string; readonly now: number },
): ReadCheck[] {
  return found.flatMap((monitored) => {
    const { host, service } = monitored;
    const name = service === null ? host : `${host}!${service}`;
    const own = { comments: comments.get(name) ?? [], downtimes: downtimes.get(name) ?? [] };
    const check = toSourceCheck(monitored, { ...own, node, now });
    return check === null ? [] : [{ check, name: { type: service === null ? 'Host' : 'Service', name } }];
  });
}

async function read<S extends z.ZodType>(
  client: IcingaClient,
  path: string,
  schema: S,
  question?: Readonly<Record<string, unknown>>,
): Promise<z.output<S>[]> {
  const results = z.array(schema).safeParse(await client.query(path, question));
  if (results.success) return results.data;
  const [issue] = results.error.issues;
  throw new Error(`Icinga's answer to ${path} cannot be read: ${issue?.path.join('.')} ${issue?.message}`);
}
