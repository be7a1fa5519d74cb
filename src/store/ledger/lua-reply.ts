import { z } from 'zod';

/** A list as cjson writes it: the empty one comes as `{}`. */
export function luaList<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), z.object({}).transform((): z.output<T>[] => [])]);
}

/** Reply of HGETALL inside a script: field, value, field, value … */
export function fieldMap(flat: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '');
  return fields;
}
