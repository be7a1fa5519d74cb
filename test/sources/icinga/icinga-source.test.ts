import { describe, expect, it } from '@jest/globals';
import { icingaSource } from '../../../src/sources/icinga/index.js';
import { bodyRequest, faultsOf, formRequest, jsonRequest, parseOne } from '../read-fixture.js';

const macros = {
  'notification.type': 'PROBLEM',
  'host.name': 'db1',
  'service.name': 'https',
  'service.state': 'CRITICAL',
  'service.output': 'down',
};
const nagios = { NOTIFICATIONTYPE: 'PROBLEM', HOSTNAME: 'db1', SERVICEDESC: 'https', SERVICESTATE: 'CRITICAL' };

function parse(changes: Record<string, unknown>, from: Record<string, unknown> = macros) {
  return parseOne(icingaSource, jsonRequest({ ...from, ...changes }));
}

describe('icingaSource', () => {
  it.each([
    ['PROBLEM', 'problem'],
    ['Problem', 'problem'],
    ['recovery', 'recovery'],
    ['Acknowledgement', 'acknowledgement'],
    ['CUSTOM', 'custom'],
    ['DowntimeStart', 'maintenance-start'],
    ['DOWNTIMEEND', 'maintenance-end'],
    ['DowntimeRemoved', 'maintenance-end'],
    ['DOWNTIMECANCELLED', 'maintenance-end'],
    ['FLAPPINGSTART', 'flapping-start'],
    ['FlappingEnd', 'flapping-end'],
    ['FLAPPINGSTOP', 'flapping-end'],
    ['FLAPPINGDISABLED', 'flapping-end'],
    ['STALKING', 'problem'],
  ])('reads the type %s as %s', (type, kind) => {
    expect(parse({ 'notification.type': type }).kind).toBe(kind);
  });

  it.each([
    ['OK', false, undefined],
    ['WARNING', true, 'warning'],
    ['Critical', true, 'critical'],
    ['UNKNOWN', true, 'error'],
    [3, true, 'error'],
    ['PENDING', undefined, undefined],
  ])('takes the state of a service from %s in a message of any type', (state, failing, severity) => {
    const draft = parse({ 'notification.type': 'FLAPPINGEND', 'service.state': state });

    expect([draft.failing, draft.severity]).toEqual([failing, severity]);
  });

  it.each([
    ['UP', false, undefined],
    ['DOWN', true, 'critical'],
    ['UNREACHABLE', true, 'error'],
  ])('takes the state of a host from %s', (state, failing, severity) => {
    const draft = parse({ 'service.name': '', 'host.state': state });

    expect([draft.check, draft.failing, draft.severity]).toEqual([undefined, failing, severity]);
  });

  it('reads the number of the state where the word is left out', () => {
    expect(parse({ 'service.state': null, 'service.state_id': 1 }).severity).toBe('warning');
  });

  it('believes the type when no state travels in the message', () => {
    const without = { ...macros, 'service.state': undefined };

    expect(parse({}, without).failing).toBe(true);
    expect(parse({ 'notification.type': 'RECOVERY' }, without).failing).toBe(false);
    expect(parse({ 'notification.type': 'ACKNOWLEDGEMENT' }, without).failing).toBeUndefined();
  });

  it('is about the service although its host is down', () => {
    const draft = parse({ 'host.state': 'DOWN', 'host.output': 'no ping', 'service.state': 'OK' });

    expect([draft.check, draft.failing, draft.summary]).toEqual(['https', false, 'down']);
  });

  it('is about the host when the service macro was never resolved', () => {
    expect(parse({ SERVICEDESC: '$SERVICEDESC$', HOSTSTATE: 'DOWN' }, nagios).check).toBeUndefined();
  });

  it.each([
    [{ pagingService: 'a', 'service.vars.paging_service': 'b', 'host.vars.paging_service': 'c' }, 'a'],
    [{ 'service.vars.paging_service': 'b', 'host.vars.paging_service': 'c' }, 'b'],
    [{ 'host.vars.paging_service': 'c' }, 'c'],
    [{ _SERVICEPAGING_SERVICE: 'd', _HOSTPAGING_SERVICE: 'e' }, 'd'],
    [{ ICINGA__HOSTPAGING_SERVICE: 'e' }, 'e'],
  ])('lets %j name the service %s', (changes, service) => {
    expect(parse(changes).service).toBe(service);
  });

  it('makes labels of variables, groups and node; the variable of the service wins', () => {
    const draft = parse({
      'host.vars.dc': 'eqiad',
      'host.vars.team': 'web',
      'service.vars.team': ['db', 'ops'],
      'host.groups': 'web;lvs',
      'service.groups': ['https'],
      'icinga.node_name': 'icinga1',
      'host.vars.nested': { a: 1 },
    });

    expect(draft.labels).toEqual({
      hostgroups: 'web,lvs',
      'hostgroups:web': 'yes',
      'hostgroups:lvs': 'yes',
      servicegroups: 'https',
      'servicegroups:https': 'yes',
      node: 'icinga1',
      dc: 'eqiad',
      team: 'db,ops',
      'team:db': 'yes',
      'team:ops': 'yes',
    });
  });

  it('knows custom variables of Icinga 1 in lower case', () => {
    const draft = parse({ ICINGA__HOSTDC: 'eqiad', _SERVICETEAM: 'db', NAGIOS__HOSTTEAM: 'web' }, nagios);

    expect(draft.labels).toEqual({ dc: 'eqiad', team: 'db' });
  });

  it('reads times in seconds with a fraction, and does not refuse what is none', () => {
    const draft = parse({ 'icinga.timet': 1795335653, 'service.last_state_change': '1795335652.25' });
    const odd = parse({ 'icinga.timet': 'soon', 'service.last_state_change': '0', 'service.downtime_depth': '' });

    expect([draft.at, draft.stateSince]).toEqual([1795335653000, 1795335652250]);
    expect([odd.at, odd.stateSince, odd.downtimeDepth]).toEqual([undefined, undefined, undefined]);
  });

  it('reads the macros of Icinga 1 for downtime depth and state change of hosts', () => {
    const host = { NOTIFICATIONTYPE: 'DOWNTIMESTART', HOSTNAME: 'db1', HOSTSTATE: 'UP', HOSTDOWNTIME: '1' };

    const draft = parse({ LASTHOSTSTATECHANGE: '1369339923' }, host);

    expect([draft.downtimeDepth, draft.stateSince]).toEqual([1, 1369339923000]);
  });

  it('reads a flushed spool: an array, marked as spooled', () => {
    const parsed = icingaSource.parse(jsonRequest([{ ...macros, spooled: true, eventId: 'e1' }, macros]));

    const drafts = parsed.kind === 'drafts' ? parsed.drafts : [];
    expect(drafts.map(({ spooled, eventId }) => [spooled, eventId])).toEqual([
      [true, 'e1'],
      [undefined, undefined],
    ]);
  });

  it('reads a form, also with bytes that are not UTF-8, and JSON that curl calls a form', () => {
    const latin1 = bodyRequest('NOTIFICATIONTYPE=PROBLEM&HOSTNAME=db1&SERVICEDESC=R%E9plication+%C3%A9');
    const json = bodyRequest(JSON.stringify(macros), 'application/x-www-form-urlencoded');
    const rawLatin1 = bodyRequest(Buffer.from(JSON.stringify({ ...macros, 'service.name': 'é' }), 'latin1'));

    expect(parseOne(icingaSource, formRequest(macros)).check).toBe('https');
    expect(parseOne(icingaSource, latin1).check).toBe('Réplication é');
    expect(parseOne(icingaSource, json).check).toBe('https');
    expect(parseOne(icingaSource, rawLatin1).check).toBe('é');
  });

  it.each([
    [{ 'notification.type': undefined }, 'notification.type'],
    [{ 'notification.type': 'PANIC' }, 'notification.type'],
    [{ 'host.name': '' }, 'host.name'],
    [{ 'host.name': { a: 1 } }, 'host.name'],
    [{ 'service.state': 'BROKEN' }, 'service.state'],
    [{ 'service.state': 7 }, 'service.state'],
  ])('refuses %j and names the macro', (changes, path) => {
    const faults = faultsOf(icingaSource, jsonRequest({ ...macros, ...changes }));

    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });

  it('names a missing macro as the sender would call it', () => {
    const faults = faultsOf(icingaSource, jsonRequest({ HOSTNAME: 'db1', HOSTSTATE: 'DOWN' }));

    expect(faults.map(({ path }) => path)).toEqual(['NOTIFICATIONTYPE']);
  });

  it('refuses the whole array and names every bad alert', () => {
    const bad = { ...macros, 'service.state': 'BROKEN' };

    const faults = faultsOf(icingaSource, jsonRequest([macros, bad, macros, { ...bad, 'host.name': null }, 7]));
    const fields = faultsOf(icingaSource, jsonRequest([macros, bad, { ...bad, 'host.name': null }]));

    expect(faults.map(({ path }) => path)).toEqual(['[4]']);
    expect(fields.map(({ path }) => path)).toEqual(['[1].service.state', '[2].host.name', '[2].service.state']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"notification.type": '],
    ['an empty array', '[]'],
    ['a text', '"PROBLEM"'],
    ['a prototype key', '{"__proto__": {"x": 1}, "notification.type": "PROBLEM"}'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['1,001 alerts', JSON.stringify(Array.from({ length: 1001 }, () => macros))],
  ])('refuses %s', (_, body) => {
    const faults = faultsOf(icingaSource, bodyRequest(body, 'application/json'));

    expect(faults.length).toBeGreaterThan(0);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });
});
