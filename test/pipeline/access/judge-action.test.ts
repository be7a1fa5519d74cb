import { describe, expect, it } from '@jest/globals';
import {
  type Action,
  type ActionResources,
  ANONYMOUS,
  type Principal,
  type WindowSpan,
} from '../../../src/domain/access.js';
import { judgeAction, personPrincipal } from '../../../src/pipeline/access/judge-action.js';
import { parseScope } from '../../../src/pipeline/access/scopes.js';
import { accessRules } from '../../http/access-rules.js';

const HOUR = 3_600_000;

const RULES = accessRules();

function as(name: string, scopes?: readonly string[]): Principal {
  const person = RULES.people.get(name);
  const principal = person === undefined ? robot(name) : personPrincipal(person);
  return scopes === undefined
    ? principal
    : { ...principal, scopes: scopes.map(parseScope).filter((scope) => scope !== null) };
}

function robot(name: string): Principal {
  return { name: `robot:${name}`, kind: 'robot', roles: [], scopes: [], tokenId: 't' };
}

function judge<A extends Action>(principal: Principal, action: A, resource: ActionResources[A]) {
  return judgeAction({ principal, action, resource }, RULES);
}

function codeOf<A extends Action>(principal: Principal, action: A, resource: ActionResources[A]): string {
  const verdict = judge(principal, action, resource);
  return verdict.kind === 'allowed' ? 'allowed' : verdict.code;
}

function span(services: readonly string[], hours = 1, match: WindowSpan['match'] = []): WindowSpan {
  return { services, match, startsAt: 0, endsAt: hours * HOUR };
}

describe('maintenance windows', () => {
  it.each([
    ['an owner, own service, a day', 'roan', span(['parsoid'], 24), 'allowed'],
    ['an owner, own service, longer', 'roan', span(['parsoid'], 25), 'too-long'],
    ['an owner, another service', 'roan', span(['mysql']), 'not-owner'],
    ['an owner, own and another service', 'roan', span(['parsoid', 'mysql']), 'not-owner'],
    ['an owner, a matcher of hosts', 'roan', span(['parsoid'], 1, [{ host: 'wtp*' }]), 'not-owner'],
    ['an owner, a matcher of the own service', 'roan', span([], 1, [{ service: 'parsoid', host: 'a*' }]), 'allowed'],
    ['an owner, a matcher of a glob of services', 'roan', span([], 1, [{ service: 'pars*' }]), 'not-owner'],
    ['an owner, a matcher of all but one', 'roan', span([], 1, [{ service: '!parsoid' }]), 'not-owner'],
    ['an owner, nothing named', 'roan', span([]), 'not-owner'],
    ['ops, anything', 'daniel', span(['mysql'], 700, [{ host: '*' }]), 'allowed'],
    ['an admin, anything', 'ada', span(['mysql'], 700), 'allowed'],
    ['a viewer', 'vera', span(['parsoid']), 'not-owner'],
    ['a person without roles', 'nobody', span(['parsoid']), 'not-owner'],
  ])('%s', (_name, person, window, code) => {
    expect(codeOf(as(person), 'windows.open', window)).toBe(code);
  });

  it('are ended by who opened them, but extended only by who could open them', () => {
    const window = { ...span(['mysql']), id: 'w', createdBy: 'roan' };

    expect(codeOf(as('roan'), 'windows.end', window)).toBe('allowed');
    expect(codeOf(as('roan'), 'windows.extend', window)).toBe('not-owner');
    expect(codeOf(as('gabriel'), 'windows.end', window)).toBe('not-owner');
  });

  it('name who may: owners first, then ops, then admins, never the one who asks', () => {
    const verdict = judge(as('roan'), 'windows.open', span(['mysql']));

    expect(verdict).toMatchObject({
      text: 'roan may not open a maintenance window on mysql: they do not own mysql',
      whoMay: [
        { person: 'tim', displayName: 'Tim', because: 'owner of mysql' },
        { person: 'daniel', because: 'ops' },
        { person: 'ada', because: 'admin' },
      ],
    });
  });

  it('name ops only for what no owner may', () => {
    const verdict = judge(as('gabriel'), 'windows.open', span(['parsoid'], 48));

    expect(verdict).toMatchObject({ code: 'too-long', whoMay: [{ person: 'daniel' }, { person: 'ada' }] });
  });
});

describe('incidents', () => {
  const incident = { id: '12', service: 'parsoid', reached: ['tim'] };

  it.each([
    ['its owner', 'roan', 'allowed'],
    ['who was paged', 'tim', 'allowed'],
    ['ops', 'daniel', 'allowed'],
    ['a viewer of the group that was paged', 'vera', 'needs-role'],
  ])('are taken by %s', (_name, person, code) => {
    expect(codeOf(as(person), 'incidents.acknowledge', incident)).toBe(code);
  });

  it('are taken by responders whose group they have reached, not by others', () => {
    const reached = { ...incident, service: null, reached: ['gabriel'] };

    expect(codeOf(as('roan'), 'incidents.acknowledge', reached)).toBe('allowed');
    expect(codeOf(as('tim'), 'incidents.acknowledge', reached)).toBe('not-reached');
  });
});

describe('scopes', () => {
  it.each([
    [as('roan', ['maintenance:parsoid']), span(['parsoid']), 'allowed'],
    [as('roan', ['maintenance']), span(['parsoid']), 'allowed'],
    [as('roan', ['read']), span(['parsoid']), 'out-of-scope'],
    [as('roan', ['maintenance:mysql']), span(['mysql']), 'not-owner'],
    [as('daniel', ['maintenance:mysql']), span(['parsoid']), 'out-of-scope'],
    [as('daniel', ['maintenance:parsoid']), span(['parsoid'], 25), 'out-of-scope'],
    [as('deploy', ['maintenance:parsoid']), span(['parsoid']), 'allowed'],
    [as('deploy', ['maintenance:parsoid']), span(['parsoid'], 25), 'out-of-scope'],
    [as('deploy', ['maintenance:parsoid']), span(['parsoid'], 1, [{ host: '*' }]), 'out-of-scope'],
    [as('deploy', ['maintenance:parsoid']), span([]), 'out-of-scope'],
    [as('deploy', []), span(['parsoid']), 'out-of-scope'],
  ])('are an upper bound (%#)', (principal, window, code) => {
    expect(codeOf(principal, 'windows.open', window)).toBe(code);
  });

  it.each(['tokens.create', 'tokens.read', 'tokens.revoke'] as const)('are never good for %s', (action) => {
    const all = ['read', 'incidents', 'maintenance', 'pages', 'audit'];

    expect(codeOf(as('roan', all), action, { id: 'roan', person: 'roan' })).toBe('out-of-scope');
    expect(codeOf(as('deploy', all), action, { id: 'x', person: null })).not.toBe('allowed');
  });

  it('are read as they are written', () => {
    expect(['read', 'maintenance:parsoid', 'read:parsoid', 'everything', 'maintenance:', ''].map(parseScope)).toEqual([
      { area: 'read', service: null },
      { area: 'maintenance', service: 'parsoid' },
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('everything else', () => {
  it('is refused to nobody in particular, but for signing in', () => {
    expect(codeOf(ANONYMOUS, 'incidents.read', null)).toBe('needs-role');
    expect(codeOf(ANONYMOUS, 'public', null)).toBe('allowed');
  });

  it('is read by every role and every owner, by nobody else', () => {
    const readers = [...RULES.people.keys()].filter((name) => codeOf(as(name), 'incidents.read', null) === 'allowed');

    expect(readers).toEqual(['ada', 'daniel', 'roan', 'gabriel', 'tim', 'vera']);
  });

  it('is a matter of admins where secrets lie, of ops where the audit does', () => {
    const may = (action: 'outbox.read' | 'audit.read') =>
      [...RULES.people.keys()].filter((name) => codeOf(as(name), action, null) === 'allowed');

    expect(may('outbox.read')).toEqual(['ada']);
    expect(may('audit.read')).toEqual(['ada', 'daniel']);
  });

  it('is the own business of each: their tokens and test pages', () => {
    expect(codeOf(as('vera'), 'tokens.create', { id: 'vera', person: 'vera' })).toBe('allowed');
    expect(codeOf(as('daniel'), 'tokens.create', { id: 'vera', person: 'vera' })).toBe('not-yours');
    expect(codeOf(as('ada'), 'tokens.create', { id: 'vera', person: 'vera' })).toBe('allowed');
    expect(codeOf(as('vera'), 'pages.test', { id: 'roan', person: 'roan' })).toBe('not-yours');
  });

  it('asks of access only for people', () => {
    expect(codeOf(as('vera'), 'access-requests.create', span(['mysql']))).toBe('allowed');
    expect(codeOf(as('deploy', ['maintenance']), 'access-requests.create', span(['mysql']))).toBe('no-person');
  });
});
