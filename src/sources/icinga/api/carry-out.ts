import type { SourceOrder } from '../../../domain/source-state.js';
import { markComment, ownAuthor } from '../own-marks.js';
import type { ActionResult, IcingaClient } from './icinga-client.js';
import type { ObjectName } from './snapshot.js';

const objectsAtOnce = 200;
const unknown = 'Icinga no longer knows it';

type Acknowledge = Extract<SourceOrder, { act: 'acknowledge' }>;
type StartDowntime = Extract<SourceOrder, { act: 'start-downtime' }>;
type Failures = Map<string, string>;

/** Carries orders out; what Icinga says is so already (409), or is not there any more, is done. */
export async function carryOut(
  client: IcingaClient,
  orders: readonly SourceOrder[],
  names: ReadonlyMap<string, ObjectName>,
): Promise<Failures> {
  const failures: Failures = new Map();
  const endings: Ending[] = [];
  for (const order of orders) {
    if (order.act === 'end-downtime') endings.push(order);
    else if (order.act !== 'start-downtime')
      await note(failures, [order], () => one(client, order, names.get(order.key)));
  }
  const starts = orders.filter((order) => order.act === 'start-downtime');
  for (const { key } of starts) if (!names.has(key)) failures.set(key, unknown);
  for (const batch of batchesOf(starts, names)) {
    await note(failures, batch.orders, () => startDowntimes(client, batch));
    const begun = batch.orders.filter(({ key }) => !failures.has(key));
    endings.push(...begun.flatMap(({ key, replaces }) => replaces.map((id) => ({ key, id }))));
  }
  for (let n = 0; n < endings.length; n += objectsAtOnce) {
    const some = endings.slice(n, n + objectsAtOnce);
    await note(failures, some, () => endDowntimes(client, some));
  }
  return failures;
}

interface Ending {
  readonly key: string;
  readonly id: string;
}

async function note(
  failures: Failures,
  about: readonly { readonly key: string }[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (cause) {
    for (const { key } of about) failures.set(key, cause instanceof Error ? cause.message : String(cause));
  }
}

async function one(
  client: IcingaClient,
  order: Extract<SourceOrder, { act: 'acknowledge' | 'end-acknowledgement' }>,
  name: ObjectName | undefined,
): Promise<void> {
  if (name === undefined) throw new Error(unknown);
  if (order.act === 'end-acknowledgement') return endAcknowledgement(client, name);
  if (order.replaces) await endAcknowledgement(client, name);
  await acknowledge(client, name, order);
}

/**
 * Not sticky: when the state changes Icinga ends it and sends the PROBLEM that a rise in severity must page for. Without a
 * notification: whoever is to know of it knows it from here.
 */
async function acknowledge(client: IcingaClient, name: ObjectName, { by, comment, mark, until }: Acknowledge) {
  const body = {
    ...objectOf(name),
    author: ownAuthor(by),
    comment: markComment(comment, mark),
    sticky: false,
    notify: false,
    ...(until !== null && { expiry: Math.ceil(until / 1000) }),
  };
  expectDone(await client.act('acknowledge-problem', body));
}

async function endAcknowledgement(client: IcingaClient, name: ObjectName): Promise<void> {
  expectDone(await client.act('remove-acknowledgement', objectOf(name)));
}

async function endDowntimes(client: IcingaClient, endings: readonly Ending[]): Promise<void> {
  const filter_vars = { ids: Object.fromEntries(endings.map(({ id }) => [id, true])) };
  const filter = 'ids.contains(downtime.__name)';
  expectDone(await client.act('remove-downtime', { type: 'Downtime', filter, filter_vars }));
}

function objectOf({ type, name }: ObjectName) {
  return type === 'Host' ? { type, host: name } : { type, service: name };
}

interface Batch {
  readonly type: ObjectName['type'];
  readonly names: readonly string[];
  readonly orders: readonly StartDowntime[];
}

/** Downtimes of one window, by kind of object: one call makes many. */
function batchesOf(starts: readonly StartDowntime[], names: ReadonlyMap<string, ObjectName>): readonly Batch[] {
  const groups = new Map<string, { type: ObjectName['type']; names: string[]; orders: StartDowntime[] }[]>();
  for (const order of starts) {
    const name = names.get(order.key);
    if (name === undefined) continue;
    const key = JSON.stringify([name.type, order.mark.id, order.endsAt]);
    const batches = groups.get(key) ?? [];
    const open = batches.at(-1);
    if (open === undefined || open.names.length === objectsAtOnce) {
      groups.set(key, [...batches, { type: name.type, names: [name.name], orders: [order] }]);
    } else {
      open.names.push(name.name);
      open.orders.push(order);
    }
  }
  return [...groups.values()].flat();
}

/** Names go into variables, never into the filter itself. */
async function startDowntimes(client: IcingaClient, { type, names, orders }: Batch): Promise<void> {
  const [first] = orders;
  if (first === undefined) return;
  const endsAt = Math.ceil(first.endsAt / 1000);
  const body = {
    type,
    filter: `names.contains(${type.toLowerCase()}.__name)`,
    filter_vars: { names: Object.fromEntries(names.map((name) => [name, true])) },
    author: ownAuthor(first.by),
    comment: markComment(first.comment, first.mark),
    start_time: Math.floor(first.startsAt / 1000),
    end_time: endsAt,
    fixed: true,
  };
  expectDone(await client.act('schedule-downtime', body));
}

function expectDone(results: readonly ActionResult[]): void {
  const failed = results.find(({ code }) => code >= 300 && code !== 404 && code !== 409);
  if (failed !== undefined) throw new Error(`Icinga answers ${failed.code}: ${failed.status}`);
}
