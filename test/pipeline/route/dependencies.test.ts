import { describe, expect, it } from '@jest/globals';
import { compileDependencies } from '../../../src/pipeline/route/dependencies.js';
import { buildRules } from './rules-builder.js';

function dependencies(dependsOn: Readonly<Record<string, readonly string[]>>) {
  const services = Object.fromEntries(Object.entries(dependsOn).map(([name, above]) => [name, { dependsOn: above }]));
  return compileDependencies(buildRules({ services }));
}

describe('compileDependencies', () => {
  it('follows them upward, the nearest first, each once, and knows who is concerned below', () => {
    const { upstream, downstream } = dependencies({
      network: [],
      mysql: ['network'],
      cache: ['network'],
      api: ['mysql', 'cache'],
      web: ['api'],
    });

    expect(upstream.get('web')).toEqual(['api', 'mysql', 'cache', 'network']);
    expect(upstream.has('network')).toBe(false);
    expect(downstream.get('network')).toEqual(['mysql', 'cache', 'api', 'web']);
    expect(downstream.has('web')).toBe(false);
  });

  it('ends where services depend on each other, and holds none with itself', () => {
    expect(dependencies({ a: ['b'], b: ['a'] }).upstream).toEqual(
      new Map([
        ['a', ['b']],
        ['b', ['a']],
      ]),
    );
  });
});
