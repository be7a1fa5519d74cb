import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

const Service = z.object({
  image: z.string().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const Compose = z.object({
  services: z.object({ router: Service, redis: Service, mail: Service }),
  networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});

/** The word after `option` in a command. */
function valueAfter(command: readonly string[], option: string): string | undefined {
  const at = command.indexOf(option);
  return at === -1 ? undefined : command[at + 1];
}

describe('docker-compose.yml', () => {
  const compose = Compose.parse(parse(read('docker-compose.yml')));
  const { router, redis, mail } = compose.services;

  it('runs a Redis that forgets nothing', () => {
    expect(valueAfter(redis.command, '--appendonly')).toBe('yes');
    expect(valueAfter(redis.command, '--appendfsync')).toBe('always');
    expect(valueAfter(redis.command, '--maxmemory-policy')).toBe('noeviction');
    expect(redis.volumes).toContain('redis-data:/data');
    expect(compose.volumes).toHaveProperty('redis-data');
  });

  it('refuses to start without a Redis password, and shows Redis to the router only', () => {
    expect(valueAfter(redis.command, '--requirepass')).toMatch(/^\$\{REDIS_PASSWORD:\?/);
    expect(router.environment).toMatchObject({
      REDIS_URL: expect.stringMatching(/^redis:\/\/:\$\{REDIS_PASSWORD:\?.*@redis:6379$/),
    });
    expect(redis.ports).toEqual([]);
    expect(redis.networks).toEqual(['private']);
    expect(compose.networks).toMatchObject({ private: { internal: true } });
  });

  it('starts the router when Redis is healthy', () => {
    expect(redis.healthcheck?.test.join(' ')).toContain('redis-cli ping');
    expect(router.depends_on).toMatchObject({ redis: { condition: 'service_healthy' } });
  });

  it('keeps the data of the router', () => {
    expect(router.environment).toMatchObject({ DATA_DIR: '/data' });
    expect(router.volumes).toContain('router-data:/data');
  });

  it('demands a token of Icinga, whose alerts never come from loopback here', () => {
    expect(router.environment).toMatchObject({
      SOURCE_TOKEN_ICINGA: expect.stringMatching(/^\$\{SOURCE_TOKEN_ICINGA:\?/),
    });
  });

  it('sends mail to the catcher until told otherwise', () => {
    expect(mail.image).toMatch(/^axllent\/mailpit:v\d/);
    expect(router.environment).toMatchObject({ SMTP_URL: '${SMTP_URL:-smtp://mail:1025}' });
  });

  it('publishes ports on loopback unless told otherwise', () => {
    const published = [...router.ports, ...mail.ports];

    expect(published).toEqual(['${PUBLISH_ADDRESS:-127.0.0.1}:8080:8080', '127.0.0.1:8025:8025']);
  });

  it('uses settings that the router knows', () => {
    const folder = join(ROOT, 'src', 'config');
    const config = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(join(folder, path), 'utf8'))
      .join('\n');
    const names = Object.keys(router.environment).map((name) => name.replace(/^SOURCE_TOKEN_.*/, 'SOURCE_TOKEN_'));

    expect(names.filter((name) => !config.includes(name))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const finalStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('runs as a user without rights, with nothing but the bundle', () => {
    expect(finalStage).toContain('USER node');
    expect(finalStage).toContain('COPY --from=build /app/dist dist');
    expect(finalStage.filter((line) => /node_modules|npm/.test(line))).toEqual([]);
  });

  it('serves by default and reports its health', () => {
    expect(finalStage).toContain(
      'ENTRYPOINT ["node", "--single-threaded-gc", "--max-semi-space-size=32", "bin/pagectl"]',
    );
    expect(finalStage).toContain('CMD ["serve"]');
    expect(finalStage.some((line) => line.startsWith('HEALTHCHECK') && line.includes('/healthz'))).toBe(true);
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));

    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('starts a launcher that may be run', () => {
    expect(statSync(join(ROOT, 'bin', 'pagectl')).mode & 0o111).not.toBe(0);
  });
});
