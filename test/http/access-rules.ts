import type { Person, Role, Rules } from '../../src/domain/rules.js';
import { someRules } from './builders.js';

const ROLES: Readonly<Record<string, readonly Role[]>> = {
  ada: ['admin'],
  daniel: ['ops'],
  roan: ['responder'],
  gabriel: ['responder'],
  tim: ['responder'],
  vera: ['viewer'],
  nobody: [],
};

/** roan and gabriel own parsoid, tim owns mysql, daniel is ops, ada admin, vera may look, nobody has no role. */
export function accessRules(roles: Readonly<Record<string, readonly Role[]>> = ROLES): Rules {
  const { people, services, groups, ...rest } = someRules();
  const [base] = people.values();
  const [service] = services.values();
  if (base === undefined || service === undefined) throw new Error('the builder has people and services');
  const person = (name: string, of: readonly Role[]): Person => ({
    ...base,
    name,
    displayName: name.slice(0, 1).toUpperCase() + name.slice(1),
    email: [`${name}@example.org`],
    roles: of,
  });
  return {
    ...rest,
    people: new Map(Object.entries(roles).map(([name, of]) => [name, person(name, of)])),
    groups: new Map([...groups, ['night', { name: 'night', members: ['tim', 'vera'] }]]),
    services: new Map([
      ['parsoid', { ...service, name: 'parsoid', owners: ['parsoid-team'] }],
      ['mysql', { ...service, name: 'mysql', owners: ['tim'] }],
    ]),
  };
}
