import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Environment, readEnvironment } from '../../src/config/environment.js';
import { EnvironmentSchema } from '../../src/config/environment-schema.js';

const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'twilio-secret', TWILIO_FROM: '+12025550100' };

function settings(env: Readonly<Record<string, string>>): Environment {
  const read = readEnvironment(env);
  if (read.kind === 'environment') return read.environment;
  throw new Error(read.faults.join('\n'));
}

function faults(env: Readonly<Record<string, string>>): readonly string[] {
  const read = readEnvironment(env);
  return read.kind === 'faulty' ? read.faults : [];
}

function secretFile(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'secret-')), 'value');
  writeFileSync(path, content);
  return path;
}

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(settings({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      dataDir: './data',
      redisUrl: null,
      redisPlaintext: 'deny',
      routingRules: ['routing-rules'],
      role: 'all',
      adminToken: null,
      sourceTokens: new Map(),
      twilio: null,
      twilio2: null,
      smsGateway: null,
      smtp: null,
      oidc: null,
      emergencyAfterMs: 30_000,
      heartbeatUrls: [],
      icinga: null,
      logLevel: 'info',
    });
  });

  it.each([
    [
      { PORT: '0', HOST: '0.0.0.0' },
      { port: 0, host: '0.0.0.0', publicUrl: 'http://0.0.0.0:0' },
    ],
    [{ HOST: '::1' }, { publicUrl: 'http://[::1]:8080' }],
    [{ PUBLIC_URL: 'https://paging.example.org/router/' }, { publicUrl: 'https://paging.example.org/router' }],
    [{ ROUTING_RULES: 'rules, /etc/private ,' }, { routingRules: ['rules', '/etc/private'] }],
    [
      { REDIS_URL: 'redis-sentinel://h1,h2/main', REDIS_PLAINTEXT: 'allow' },
      { redisUrl: 'redis-sentinel://h1,h2/main', redisPlaintext: 'allow' },
    ],
    [
      { HEARTBEAT_URL: 'https://hc.example.org/a?b=c, http://10.0.0.1/d' },
      { heartbeatUrls: ['https://hc.example.org/a?b=c', 'http://10.0.0.1/d'] },
    ],
    [
      { ROLE: 'worker', LOG_LEVEL: 'debug', DATA_DIR: '/var/lib/pr' },
      { role: 'worker', logLevel: 'debug', dataDir: '/var/lib/pr' },
    ],
    [
      { ADMIN_TOKEN: 'pgr_x', TWILIO_FROM: '', SMTP_URL: '' },
      { adminToken: 'pgr_x', twilio: null, smtp: null },
    ],
    [
      { SOURCE_TOKEN_ICINGA: 'new,old', SOURCE_TOKEN_MY_SOURCE: 'x' },
      {
        sourceTokens: new Map([
          ['icinga', ['new', 'old']],
          ['my_source', ['x']],
        ]),
      },
    ],
    [
      { ...TWILIO, TWILIO_API_BASE: 'http://127.0.0.1:4010/' },
      {
        twilio: {
          accountSid: 'AC1',
          authTokens: ['twilio-secret'],
          from: '+12025550100',
          messagingServiceSid: null,
          apiBase: 'http://127.0.0.1:4010',
          receipts: 'auto',
          replies: 'auto',
        },
      },
    ],
    [
      { ...TWILIO, TWILIO_AUTH_TOKEN: 'new, old', TWILIO_RECEIPTS: 'on' },
      { twilio: expect.objectContaining({ authTokens: ['new', 'old'], receipts: 'on' }) },
    ],
    [
      { SMTP_URL: 'smtps://u:p@mail.example.org', MAIL_FROM: 'Paging <paging@example.org>' },
      { smtp: { url: 'smtps://u:p@mail.example.org', from: 'Paging <paging@example.org>' } },
    ],
  ])('reads %j', (env, expected) => {
    expect(settings(env)).toMatchObject(expected);
  });

  it.each([
    [{ PORT: 'eighty' }, ['PORT: expected a port from 0 to 65535']],
    [{ PORT: '70000' }, ['PORT: expected a port from 0 to 65535']],
    [{ PUBLIC_URL: 'paging.example.org' }, ['PUBLIC_URL: expected an address that starts with https:// or http://']],
    [{ PUBLIC_URL: 'https://paging.example.org?a=b' }, ['PUBLIC_URL: expected an address without ? and #']],
    [{ ROLE: 'sender' }, ['ROLE: expected all, receiver or worker']],
    [{ REDIS_URL: 'localhost' }, ['REDIS_URL: expected redis://, rediss://, redis-sentinel:// or unix://']],
    [{ REDIS_PLAINTEXT: 'yes' }, ['REDIS_PLAINTEXT: expected deny or allow']],
    [
      { SOURCE_TOKEN_ICINGA: ', ' },
      ['SOURCE_TOKEN_ICINGA: expected a token without spaces, or several separated by commas'],
    ],
    [
      { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_FROM: '+12025550100' },
      ['TWILIO_AUTH_TOKEN: is missing, since TWILIO_ACCOUNT_SID is set'],
    ],
    [
      { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'x' },
      ['TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: is missing, since TWILIO_ACCOUNT_SID is set'],
    ],
    [{ SMTP_URL: 'smtp://mail.example.org' }, ['MAIL_FROM: is missing, since SMTP_URL is set']],
    [{ MAIL_FROM: 'paging@example.org' }, ['SMTP_URL: is missing, since MAIL_FROM is set']],
    [
      { SMTP_URL: 'mail.example.org', MAIL_FROM: 'x' },
      [
        'SMTP_URL: expected smtp://user:password@host:587 or smtps://…',
        'MAIL_FROM: expected an address such as paging@example.org',
      ],
    ],
    [
      { ADMIN_TOKEN: 'a', ADMIN_TOKEN_FILE: '/x' },
      ['ADMIN_TOKEN: set either ADMIN_TOKEN or ADMIN_TOKEN_FILE, not both'],
    ],
    [{ SMTP_URL_FILE: '/none' }, ['SMTP_URL_FILE: cannot read /none, or it is empty']],
  ])('refuses %j', (env, expected) => {
    expect(faults(env)).toEqual(expected);
  });

  it('reads each variable also from a file', () => {
    const read = settings({
      ADMIN_TOKEN_FILE: secretFile('pgr_from-file\n'),
      SOURCE_TOKEN_WATCHMOUSE_FILE: secretFile('a,b'),
      PORT_FILE: secretFile('9090\r\n'),
    });

    expect(read).toMatchObject({
      adminToken: 'pgr_from-file',
      port: 9090,
      sourceTokens: new Map([['watchmouse', ['a', 'b']]]),
    });
  });

  it('tells all faults at once and never a value', () => {
    const told = faults({
      PORT: 'secret-1',
      PUBLIC_URL: 'secret-2',
      ADMIN_TOKEN: 'secret 3',
      SOURCE_TOKEN_ICINGA: 'secret 4',
      TWILIO_AUTH_TOKEN: 'secret-5 x',
      SMTP_URL: 'secret-6',
    });

    expect(told.length).toBeGreaterThanOrEqual(8);
    expect(told.join()).not.toContain('secret');
  });
});

describe('.env.example', () => {
  const example = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');

  it('names every variable of the schema, and no other', () => {
    const named = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);

    expect(named.filter((name) => !name.startsWith('SOURCE_TOKEN_')).toSorted()).toEqual(
      Object.keys(EnvironmentSchema.shape).toSorted(),
    );
  });

  it('is read without faults, whether its lines are commented or not', () => {
    const lines = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)];
    const env = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value || 'x']));

    const accounts = {
      ...{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_MESSAGING_SERVICE_SID: 'MG1' },
      ...{ TWILIO2_ACCOUNT_SID: 'AC2', TWILIO2_MESSAGING_SERVICE_SID: 'MG2' },
    };
    const told = faults({ ...env, ...accounts });

    expect(told).toEqual([]);
  });
});
