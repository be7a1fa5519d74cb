import type { KnownMethods, ReachedMethod } from '../../domain/reached-method.js';
import { singleKey } from '../keys.js';
import type { Store } from '../script.js';

const unknown: ReachedMethod = { acceptedAt: null, failed: null };

/** How messages to every contact method fared, and which phones have said STOP. */
export async function readKnownMethods({ redis, prefix }: Store): Promise<KnownMethods> {
  const [fields, stopped] = await Promise.all([
    redis.hgetall(singleKey(prefix, 'reached')),
    redis.hgetall(singleKey(prefix, 'opted-out')),
  ]);
  const reached = new Map<string, ReachedMethod>();
  for (const [field, value] of Object.entries(fields)) {
    const colon = field.indexOf(':');
    const method = field.slice(colon + 1);
    reached.set(method, { ...(reached.get(method) ?? unknown), ...readField(field.slice(0, colon), value) });
  }
  return { reached, optedOut: new Map(Object.entries(stopped).map(([phone, at]) => [phone, Number(at)])) };
}

function readField(kind: string, value: string): Partial<ReachedMethod> {
  const [at = '', ...error] = value.split(' ');
  return kind === 'ok' ? { acceptedAt: Number(at) } : { failed: { at: Number(at), error: error.join(' ') } };
}
