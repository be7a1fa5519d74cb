import { listLabels } from '../list-labels.js';
import { firstMacro, listMacro, type Macros } from './macros.js';

type Variable = readonly [name: string, value: string | readonly string[]];

/** Prefixes of custom variables, least specific first: the service's variable wins over the host's. */
const prefixes = ['_HOST', 'host.vars.', '_SERVICE', 'service.vars.'] as const;

/**
 * Labels of a notification: `hostgroups`, `servicegroups` and list variables as `listLabels` writes them, `node`, and
 * the custom variables of service and host under their own names (Icinga 1 knows them in capitals only: lower case).
 */
export function readLabels(macros: Macros): Readonly<Record<string, string>> {
  const variables = new Map(prefixes.flatMap((prefix) => variablesOf(macros, prefix)));
  const node = firstMacro(macros, ['icinga.node_name', 'node']);
  const own = [
    ...listLabels('hostgroups', listMacro(macros, ['host.groups', 'HOSTGROUPNAMES'])),
    ...listLabels('servicegroups', listMacro(macros, ['service.groups', 'SERVICEGROUPNAMES'])),
    ...(node === undefined ? [] : [['node', node] as const]),
  ];
  // First so that no number of variables crowds them out, last so that no variable of their name replaces them.
  return Object.fromEntries([...own, ...[...variables].flatMap(labelsOf), ...own]);
}

function labelsOf([name, value]: Variable): readonly (readonly [string, string])[] {
  return typeof value === 'string' ? [[name, value]] : listLabels(name, value);
}

function variablesOf(macros: Macros, prefix: string): readonly Variable[] {
  return [...macros]
    .filter(([macro]) => macro.startsWith(prefix) && macro.length > prefix.length)
    .map(([macro, value]) => {
      const name = macro.slice(prefix.length);
      return [prefix.startsWith('_') ? name.toLowerCase() : name, value];
    });
}
