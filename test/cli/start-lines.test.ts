import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLines } from '../../src/cli/start-lines.js';
import { createMovableClock } from '../../src/clock/movable-clock.js';
import { createRulesStore, type RulesStore } from '../../src/config/rules/rules-store.js';
import { createLog } from '../../src/log/create-log.js';

const dataDir = mkdtempSync(join(tmpdir(), 'start-lines-'));
let rules: RulesStore;

beforeAll(() => {
  const log = createLog({ level: 'silent' });
  const opened = createRulesStore({ directories: ['routing-rules'], dataDir, clock: createMovableClock(0), log });
  if (opened.kind !== 'opened') throw new Error('the shipped rules are broken');
  rules = opened.store;
});

afterAll(() => {
  rules.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function linesOf(address: string, change: Partial<Parameters<typeof startLines>[1]> = {}, sms = 'outbox'): string {
  const providers = { sms, email: 'outbox' };
  const started = { address, adminToken: { token: 't', path: 'x' }, providers, rules, storedIn: 'Redis' };
  const environment = { publicUrl: address, dataDir: './data', routingRules: ['routing-rules'], twilio: null };
  return startLines(started, { ...environment, sourceTokens: new Map(), ...change }).join('\n');
}

describe('startLines', () => {
  it('says what is real, who is heard, which rules there are, and what to try', () => {
    const said = linesOf('http://127.0.0.1:8080');

    expect(said).toContain('(links: http://127.0.0.1:8080)');
    expect(said).toContain('sms: to the outbox (no provider is configured); email: to the outbox');
    expect(said).toContain('alerts     icinga: from this machine; watchmouse: from this machine;');
    expect(said).toContain('routing-rules: 8 people, 4 services');
    expect(said).toMatch(/curl -s http:\/\/127\.0\.0\.1:8080\/webhooks\/generic/);
    expect(said).toMatch(/^ {2}bin\/pagectl outbox$/m);
  });

  it('says which sources are refused until they have a token', () => {
    const said = linesOf('http://0.0.0.0:8080', {
      publicUrl: 'https://paging.example.org',
      sourceTokens: new Map([['icinga', ['secret']]]),
    });

    expect(said).toContain('icinga: with its token; watchmouse: refused until SOURCE_TOKEN_WATCHMOUSE is set');
    expect(said).not.toContain('secret');
    expect(said).not.toContain('Try it');
  });

  it.each([
    ['http://0.0.0.0:8080', 'outbox'],
    ['http://localhost:8080', 'twilio'],
  ])('warns of links that no phone can open: %s with SMS by %s', (publicUrl, sms) => {
    const said = linesOf('http://0.0.0.0:8080', { publicUrl }, sms);

    expect(said).toContain(`(links: ${publicUrl}, which no phone can open: set PUBLIC_URL)`);
  });

  it.each([
    [
      'auto',
      'http://localhost:8080',
      'sms: twilio without receipts (it cannot reach http://localhost:8080: set PUBLIC_URL);',
    ],
    ['off', 'https://paging.example.org', 'sms: twilio without receipts (TWILIO_RECEIPTS is off);'],
    ['auto', 'https://paging.example.org', 'sms: twilio;'],
  ] as const)('says where texts go without receipts: %s at %s', (receipts, publicUrl, expected) => {
    const apiBase = 'https://api.twilio.com';
    const sender = { from: null, messagingServiceSid: 'MG1' };
    const twilio = { accountSid: 'AC1', authTokens: ['t'], ...sender, apiBase, receipts, replies: 'auto' as const };

    expect(linesOf('http://0.0.0.0:8080', { publicUrl, twilio }, 'twilio')).toContain(expected);
  });

  it('gives lines that work in a second terminal, for other ports, directories and tokens', () => {
    const sourceTokens = new Map([['generic', ['secret']]]);

    const said = linesOf('http://0.0.0.0:9000', { dataDir: '/srv/router', sourceTokens });

    expect(said).toContain('curl -s http://127.0.0.1:9000/');
    expect(said).toContain('-H "Authorization: Bearer $SOURCE_TOKEN_GENERIC"');
    expect(said).toContain('PAGING_ROUTER_URL=http://127.0.0.1:9000 DATA_DIR=/srv/router bin/pagectl outbox');
  });
});
