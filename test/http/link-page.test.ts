import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { anIncident, EVENING } from './builders.js';
import { aFakeRouter, type FakeRouter } from './fake-router.js';

function pathOf({ links }: FakeRouter, number = 12, person = 'roan'): string {
  return new URL(links.link(number, person)).pathname;
}

describe('the link of a page', () => {
  it('shows the incident with a button', async () => {
    const router = aFakeRouter();

    const { text } = await request(router.server).get(pathOf(router)).expect(200);

    expect(text).toContain('Parsoid: LVS HTTP IPv4 on parsoid is CRITICAL');
    expect(text).toContain('for Roan');
    expect(text).toContain('<button type="submit">Acknowledge</button>');
  });

  it('says what is unverified, as the API does', async () => {
    const router = aFakeRouter();
    const [key = ''] = anIncident().checks.keys();
    router.state.unverified = new Map([[key, EVENING]]);

    const { text } = await request(router.server).get(pathOf(router)).expect(200);

    expect(text).toContain('>unverified</span>');
    expect(text).toContain('icinga is silent');
  });

  it('never acts on GET, HEAD or anything else but POST', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);

    await request(router.server).get(path).expect(200);
    await request(router.server).head(path).expect(200);
    await request(router.server).get(`${path}?acknowledge=1`).expect(200);
    const { headers } = await request(router.server).put(path).expect(405);
    await request(router.server).delete(path).expect(405);

    expect(headers.allow).toBe('GET, HEAD, POST');
    expect(router.calls).toEqual([]);
  });

  it('acknowledges on POST as the person of the link, and then shows who and when', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);

    const { headers } = await request(router.server).post(path).expect(303);
    const { text } = await request(router.server).get(path);

    expect(new URL(headers.location ?? '', `http://x${path}`).pathname).toBe(path);
    expect(router.calls).toMatchObject([{ action: 'acknowledge', actor: { person: 'roan', via: 'link' } }]);
    expect(text).toContain('Acknowledged by you');
    expect(text).not.toContain('<button type="submit">');
  });

  it.each(['resolve', 'escalate', 'snooze'])('does %s, by its own button, for who may', async (action) => {
    const router = aFakeRouter();
    router.state.incident = anIncident({ paged: { roan: { cycle: 1, at: EVENING, channels: ['email'] } } });

    await request(router.server).post(pathOf(router)).type('form').send({ action }).expect(303);

    expect(router.calls).toMatchObject([{ action, actor: { person: 'roan', via: 'link' } }]);
  });

  it('refuses more than an acknowledgement to who may not, and keeps a record', async () => {
    const router = aFakeRouter();
    router.state.incident = anIncident({ service: 'mysql', paged: {} });

    const { text } = await request(router.server)
      .post(pathOf(router))
      .type('form')
      .send({ action: 'resolve' })
      .expect(403);

    expect(text).toContain('may not resolve incident 12');
    expect(router.calls).toEqual([]);
    const { items } = await router.access.access.audit.list({ limit: 1, order: 'newest' });
    expect(items).toMatchObject([{ who: 'roan', via: 'link', action: 'incidents.resolve', outcome: 'refused' }]);
  });

  it('shows that it is resolved to who comes late', async () => {
    const router = aFakeRouter();
    router.state.incident = anIncident({ state: 'resolved', resolvedAt: EVENING + 30_000, resolvedBy: 'monitoring' });
    router.state.next = { kind: 'refused', code: 'resolved', text: 'it is resolved' };
    const path = pathOf(router);

    await request(router.server).post(path).expect(303);
    const { text } = await request(router.server).get(path).expect(200);

    expect(text).toContain('Resolved');
    expect(text).not.toContain('<button');
  });

  it('is kept by nobody and tells nobody where it was', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);

    const answers = [
      await request(router.server).get(path),
      await request(router.server).post(path),
      await request(router.server).get(`${path}x`),
    ];

    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': expect.stringContaining('noindex'),
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
    }
  });

  it('allows its own stylesheet by its hash and nothing inline else', async () => {
    const router = aFakeRouter();

    const { text, headers } = await request(router.server).get(pathOf(router));

    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(text).not.toMatch(/ style="|<script/);
  });

  it('answers 404 for a tampered token and acts on nothing', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);
    const tampered = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');

    const { text } = await request(router.server).get(tampered).expect(404);
    await request(router.server).post(tampered).expect(404);

    expect(text).toContain('not valid');
    expect(router.calls).toEqual([]);
  });

  it.each(['/a/%ff%fe', '/a/%', '/a/%zz'])('answers 404 for %s, which nobody can decode', async (path) => {
    const router = aFakeRouter();

    const { text } = await request(router.server).get(path).expect(404);
    await request(router.server).post(path).expect(404);

    expect(text).toContain('not valid');
    expect(router.logged).toEqual([]);
  });

  it('says that it has expired after 24 hours, and acts no more', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);
    router.clock.advance(25 * 3_600_000);

    const { text } = await request(router.server).get(path).expect(410);
    await request(router.server).post(path).expect(410);

    expect(text).toContain('expired');
    expect(router.calls).toEqual([]);
  });

  it('answers 404 for an incident that is gone', async () => {
    const router = aFakeRouter();

    await request(router.server).get(pathOf(router, 99)).expect(404);
  });

  it('says that nothing is certain when the store is away', async () => {
    const router = aFakeRouter();
    const path = pathOf(router);
    router.state.broken = new Error('connection lost');

    const { text } = await request(router.server).post(path).expect(503);

    expect(text).toContain('may not have been recorded');
    expect(router.logged.join('')).not.toContain(path);
  });
});
