import { describe, expect, it } from '@jest/globals';
import { checkTarget } from '../../src/store/check-redis.js';
import { parseRedisTarget } from '../../src/store/redis-target.js';

describe('parseRedisTarget', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379 }],
    ['redis://:p%40ss@10.0.0.1:7000/3', { host: '10.0.0.1', port: 7000, password: 'p@ss', db: 3 }],
    ['rediss://u:p@db.example.org', { host: 'db.example.org', port: 6379, username: 'u', password: 'p', tls: {} }],
    ['redis://[::1]:6380', { host: '::1', port: 6380 }],
    ['/run/redis.sock', { path: '/run/redis.sock' }],
    ['unix:///run/redis.sock', { path: '/run/redis.sock' }],
    [
      'redis-sentinel://:p@h1,h2:26380,h3/main',
      {
        sentinels: [
          { host: 'h1', port: 26379 },
          { host: 'h2', port: 26380 },
          { host: 'h3', port: 26379 },
        ],
        name: 'main',
        failoverDetector: true,
        password: 'p',
      },
    ],
  ])('reads %s', (url, address) => {
    expect(parseRedisTarget(url).address).toEqual(address);
  });

  it.each(['http://x', 'redis-sentinel://h1,h2', 'nonsense'])('refuses %s in one sentence', (url) => {
    expect(() => parseRedisTarget(url)).toThrow('REDIS_URL is not readable');
  });

  it('names no credentials', () => {
    expect(parseRedisTarget('redis://u:secret@h').label).toBe('h:6379');
    expect(parseRedisTarget('redis-sentinel://u:secret@h1,h2/main').label).toBe('main by sentinels h1,h2');
  });
});

describe('checkTarget', () => {
  it.each([
    ['redis://127.0.0.1', false],
    ['/run/redis.sock', false],
    ['rediss://:p@db.example.org', false],
    ['redis://:p@db.example.org', true],
    ['redis-sentinel://localhost,127.0.0.2/main', false],
  ])('accepts %s (plaintext allowed: %s)', (url, plaintextAllowed) => {
    expect(() => checkTarget(parseRedisTarget(url), plaintextAllowed)).not.toThrow();
  });

  it.each([
    ['redis://db.example.org', true, 'has no password'],
    ['rediss://db.example.org', false, 'has no password'],
    ['redis://:p@db.example.org', false, 'without TLS'],
    ['redis-sentinel://:p@h1,localhost/main', false, 'without TLS'],
  ])('refuses %s (plaintext allowed: %s)', (url, plaintextAllowed, reason) => {
    expect(() => checkTarget(parseRedisTarget(url), plaintextAllowed)).toThrow(reason);
  });
});
