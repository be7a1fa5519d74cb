import type { Principal } from '../../domain/access.js';
import type { Role, Rules } from '../../domain/rules.js';
import { flattenMembers } from '../route/members.js';

const RANKS: Readonly<Record<Role, number>> = { viewer: 1, responder: 2, ops: 3, admin: 4 };

/** Where somebody stands in the rules in force. */
export interface Standing {
  readonly name: string;
  readonly kind: Principal['kind'];
  /** Holds the role, or one that includes it: admin, ops, responder, viewer. */
  is(role: Role): boolean;
  owns(service: string): boolean;
  readonly ownsSomething: boolean;
  /** The person itself, or somebody of one of its groups. */
  isWith(person: string): boolean;
}

/** A robot stands as high as ops do: its scopes, which it always has, are what bounds it. */
export function standingOf({ name, kind, roles }: Principal, rules: Rules): Standing {
  const rank = kind === 'robot' ? RANKS.ops : Math.max(0, ...roles.map((role) => RANKS[role]));
  const members = membersOf(rules);
  const owned = kind === 'person' ? ownedServices(name, rules) : new Set<string>();
  return {
    name,
    kind,
    is: (role) => rank >= RANKS[role],
    owns: (service) => owned.has(service),
    ownsSomething: owned.size > 0,
    isWith: (person) =>
      person === name ||
      (kind === 'person' &&
        [...rules.groups.keys()].some((group) => {
          const people = members.get(group) ?? [];
          return people.includes(name) && people.includes(person);
        })),
  };
}

/** Names of the services that a person owns, directly or through groups. */
export function ownedServices(person: string, rules: Rules): ReadonlySet<string> {
  const members = membersOf(rules);
  const owned = [...rules.services.values()].filter(({ owners }) =>
    owners.some((owner) => members.get(owner)?.includes(person) === true),
  );
  return new Set(owned.map(({ name }) => name));
}

const flattened = new WeakMap<Rules, ReadonlyMap<string, readonly string[]>>();

/** Rules never change once they are loaded: worked out once for each set. */
function membersOf(rules: Rules): ReadonlyMap<string, readonly string[]> {
  const known = flattened.get(rules);
  if (known !== undefined) return known;
  const members = new Map(Array.from(flattenMembers(rules), ([name, { people }]) => [name, people]));
  flattened.set(rules, members);
  return members;
}
