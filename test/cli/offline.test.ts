import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { run } from './run.js';

const RULES = join(import.meta.dirname, '..', '..', 'routing-rules');
const alert = JSON.stringify({
  source: 'icinga',
  host: 'parsoid.svc',
  check: 'LVS HTTP IPv4 on parsoid',
  severity: 'critical',
});
const explain = (...args: readonly string[]) =>
  run(['explain', '--alert', '-', '--rules', RULES, '--at', '2013-04-18T23:46:00Z', ...args], {}, alert);

function rulesOf(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'pr-rules-'));
  writeFileSync(join(directory, 'rules.yaml'), text);
  return directory;
}

describe('pagectl explain --rules', () => {
  it('tells who is paged by which rule and why nobody else, without a router', async () => {
    const { code, out } = await explain();

    expect(code).toBe(0);
    expect(out).toContain('roan');
    expect(out).toContain('subscribed to parsoid');
    expect(out).toContain('not paged');
  });

  it('answers about one person in a sentence', async () => {
    const { out } = await explain('--person', 'roan');

    expect(out).toMatch(/^roan is paged at once by sms.*parsoid/);
    expect(out.split('\n')).toHaveLength(1);
  });

  it('answers programs in the shape of the API', async () => {
    const written = JSON.parse((await explain('--json')).out);

    expect(Object.keys(written).sort()).toEqual(
      ['alert', 'incidentKey', 'notPaged', 'services', 'steps', 'suppressed'].sort(),
    );
    expect(written.alert.at).toBe('2013-04-18T23:46:00.000Z');
  });

  it('reads a form, as Watchmouse posts it', async () => {
    const form = 'event=alert&name=Parsoid+external&rid=337906&host=parsoid.svc&result=500';

    const { code, out } = await run(['rules', 'explain', '--alert', '-', '--rules', RULES], {}, form);

    expect([code, out]).toEqual([0, expect.stringContaining('(watchmouse)')]);
  });

  it.each([
    ['what is neither JSON nor a form', 'hello', 'neither JSON nor a form'],
    ['an alert about nothing', '{}', 'cannot be read'],
  ])('ends with 2 for %s', async (_name, input, message) => {
    const { code, err } = await run(['explain', '--alert', '-', '--rules', RULES], {}, input);

    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('ends with 2 for a time without its offset', async () => {
    const { code, err } = await run(
      ['explain', '--alert', '-', '--rules', RULES, '--at', '2013-04-18 23:46'],
      {},
      alert,
    );

    expect([code, err]).toEqual([2, expect.stringContaining('2013-04-18T23:46:00Z')]);
  });
});

describe('pagectl rules', () => {
  it('checks the rules that are shipped', async () => {
    const { code, out } = await run(['rules', 'check', '--rules', RULES]);

    expect([code, out]).toEqual([0, expect.stringContaining('ok:')]);
  });

  it('runs their expectations', async () => {
    const { code, out } = await run(['rules', 'test'], { ROUTING_RULES: RULES });

    expect(code).toBe(0);
    expect(out).toMatch(/\d+ passed, 0 failed$/);
  });

  it('ends with 1 and shows every fault of broken rules, by file and line', async () => {
    const directory = rulesOf('people:\n  roan: { sms: "none" }\nsubscriptions:\n  - { who: roann, to: all }\n');

    const text = await run(['rules', 'check', '--rules', directory]);
    const json = await run(['rules', 'check', '--rules', directory, '--json']);

    expect(text.code).toBe(1);
    expect(text.err).toMatch(/rules\.yaml:2/);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, faults: expect.any(Array) });
  });

  it('ends with 1 when an expectation fails', async () => {
    const directory = rulesOf(`
people:
  roan: { sms: "+12025550143", email: roan@example.org, timezone: UTC }
subscriptions:
  - { who: roan, to: all }
expectations:
  - name: nobody is paged
    alert: { source: icinga, host: db1, severity: critical }
    at: 2013-04-18T23:46:00Z
    pages: []
`);

    const { code, out } = await run(['rules', 'test', '--rules', directory]);

    expect(code).toBe(1);
    expect(out).toContain('failed  nobody is paged');
  });
});
