import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../src/log/create-log.js';

function logged(fields: Record<string, unknown>, message = 'something happened'): string {
  const lines: string[] = [];
  createLog({ level: 'debug', destination: { write: (line) => lines.push(line) } }).warn(fields, message);
  return lines.join('');
}

describe('createLog', () => {
  it('writes one JSON line with time, level, message and fields', () => {
    const line = JSON.parse(logged({ incident: 12 }));

    expect(line).toMatchObject({ level: 'warn', msg: 'something happened', incident: 12 });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it.each([
    ['a number', { to: '+12025550143' }, '12025550143'],
    ['a number inside a text', { text: 'sent to +12025550143 at once' }, '12025550143'],
    ['a number in a key of a method', { method: 'sms:+12025550143' }, '12025550143'],
    ['an address', { person: { email: 'roan@example.org' } }, 'roan@'],
    ['a token by its name', { headers: { authorization: 'Bearer abc.def' } }, 'abc.def'],
    ['a token in an address', { url: '/webhooks/icinga?token=s3cret&x=1' }, 's3cret'],
    ['the password of a URL', { url: 'redis://user:hunter2@redis:6379' }, 'hunter2'],
    ['the link of a page', { path: `/a/${'Ab_-'.repeat(8)}` }, 'Ab_-Ab'],
    ['the text of an error', { err: new Error('refused +12025550143') }, '12025550143'],
    ['the cause of an error', { err: new Error('x', { cause: new Error('for roan@example.org') }) }, 'roan@'],
    ['values of maps and lists', { calls: new Map([['a', ['+12025550143']]]) }, '12025550143'],
  ])('masks %s', (_name, fields, secret) => {
    expect(logged(fields)).not.toContain(secret);
  });

  it('keeps numbers and times that are no addresses', () => {
    expect(logged({ at: 1_366_328_760_000, host: 'wtp1001', since: '2013-04-18T23:46:00.000Z' })).toContain('wtp1001');
    expect(logged({ since: '2013-04-18T23:46:00.000Z' })).toContain('2013-04-18T23:46:00.000Z');
  });
});
