import type { Clock } from '../../../ports.js';
import type { AskedSource } from '../../../ports-source.js';
import { carryOut } from './carry-out.js';
import { createIcingaClient, type IcingaApiSettings } from './icinga-client.js';
import { type ObjectName, readAll, readSnapshot } from './snapshot.js';

const prefix = 'icinga/';
const timeoutMs = 20_000;
/** Objects that are gone leave their names behind. */
const mostNames = 500_000;

/** An Icinga 2 that is asked what it says and told what is done here, by its REST API. */
export function openIcinga(settings: IcingaApiSettings, clock: Clock): AskedSource {
  const client = createIcingaClient(settings, timeoutMs);
  /** How Icinga writes the names of checks, as last read. */
  const names = new Map<string, ObjectName>();

  return {
    name: 'icinga',
    async read(keys) {
      const own = [...keys].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
      const { snapshot, names: found } = await readSnapshot(client, own, clock.now());
      if (names.size > mostNames) names.clear();
      for (const [key, name] of found) names.set(key, name);
      return snapshot;
    },
    async *all() {
      for await (const some of readAll(client, clock.now)) {
        for (const { check, name } of some) names.set(check.key, name);
        yield some.map(({ check }) => check);
      }
    },
    carryOut: (orders) => carryOut(client, orders, names),
    close: client.close,
  };
}
