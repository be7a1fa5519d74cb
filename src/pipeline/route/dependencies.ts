import type { Rules } from '../../domain/rules.js';

/** Service → those it depends on, by whatever way, the nearest first; and those that depend on it. Only services that have any. */
export interface Dependencies {
  readonly upstream: ReadonlyMap<string, readonly string[]>;
  readonly downstream: ReadonlyMap<string, readonly string[]>;
}

/** Follows every `dependsOn` once; ends also where services depend on each other in a circle, which the rules check refuses. */
export function compileDependencies(rules: Pick<Rules, 'services'>): Dependencies {
  const upstream = new Map<string, readonly string[]>();
  const downstream = new Map<string, string[]>();
  for (const { name } of rules.services.values()) {
    const above = followUp(rules, name);
    if (above.length > 0) upstream.set(name, above);
    for (const service of above) downstream.set(service, [...(downstream.get(service) ?? []), name]);
  }
  return { upstream, downstream };
}

function followUp({ services }: Pick<Rules, 'services'>, name: string): readonly string[] {
  const found = new Set<string>();
  const queue = [...(services.get(name)?.dependsOn ?? [])];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (next === name || found.has(next)) continue;
    found.add(next);
    queue.push(...(services.get(next)?.dependsOn ?? []));
  }
  return [...found];
}
