import { IncidentHead } from '../../domain/incident.js';
import type { ServiceLedger } from '../../ports-ledger.js';
import { key } from '../keys.js';
import type { Store } from '../script.js';

/** Open incidents by their service, as commits keep them. */
export function createServiceLedger({ redis, prefix }: Store): ServiceLedger {
  async function idsOf(services: readonly string[], last: number): Promise<readonly string[]> {
    const lists = await Promise.all(
      services.map((name) => redis.zrange(key(prefix, 'open-of', name), '0', String(last))),
    );
    return lists.flat();
  }

  return {
    openIds: (services) => idsOf(services, -1),
    async openHeads(services, most) {
      const ids = await idsOf(services, most - 1);
      const found = await Promise.all(
        ids.map((id) => redis.hmget(key(prefix, 'incident', id), 'head', 'number', 'state')),
      );
      return found.flatMap(([head, number, state]) => {
        if (head == null || state === 'resolved') return [];
        return [{ ...IncidentHead.parse(JSON.parse(head)), number: Number(number) }];
      });
    },
  };
}
