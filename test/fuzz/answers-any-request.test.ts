import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as fc from 'fast-check';
import { adminCases } from './admin-cases.js';
import { alertCase } from './alert-cases.js';
import { sourceTokens } from './alert-payloads.js';
import { report, shareOf, tryCases } from './budget.js';
import { keepCase, readCorpus } from './corpus.js';
import { acceptedIds, faultOf, jsonOf, slowestMs } from './judge.js';
import { pageCases } from './page-cases.js';
import {
  adminToken,
  type RouterUnderFire,
  secretMail,
  secretPhone,
  startRouterUnderFire,
} from './router-under-fire.js';
import { type WireCase, wireBytes } from './wire-case.js';
import { createWireClient, type WireAnswer, type WireClient } from './wire-client.js';

const longestRunMs = 3_600_000;
const accountedWithinMs = 20_000;

describe('the whole router, whatever is sent to it', () => {
  let router: RouterUnderFire;
  let client: WireClient;
  let linkToken: string;
  const statuses = new Map<number, number>();
  let slowest = 0;
  let accounted = 0;

  beforeAll(async () => {
    router = await startRouterUnderFire();
    client = createWireClient(router.port);
    linkToken = router.links.link(1, 'nora').split('/a/')[1] ?? '';
  });

  afterAll(async () => {
    client?.close();
    await router?.stop();
  });

  async function tryOne(wire: WireCase): Promise<void> {
    const answer = await sendPatiently(wire);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    slowest = Math.max(slowest, answer.ms);
    const fault = faultOf(wire, answer) ?? (wire.authentic && answer.status !== 202 ? `refused: ${answer.body}` : null);
    if (fault !== null) throw new Error(`${wire.method} ${wire.target.slice(0, 100)}: ${fault}`);
    if (wire.target.startsWith('/webhooks/')) await account(acceptedIds(answer));
    if (router.exited() !== null) throw new Error(`the router has exited: ${router.exited()}`);
  }

  /** A busy machine makes any answer slow now and then; what is slow by itself is slow three times. */
  async function sendPatiently(wire: WireCase): Promise<WireAnswer> {
    const bytes = wireBytes(wire);
    let answer = await client.send(bytes, wire.method);
    for (const pauseMs of [500, 2000]) {
      if (answer.ms <= slowestMs || answer.status === 0) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      answer = await client.send(bytes, wire.method);
    }
    return answer;
  }

  /** Every alert that was answered 202 has its row, with its one end; one that only the journal held has it soon. */
  async function account(ids: readonly string[]): Promise<void> {
    const missing = new Set(ids);
    const until = performance.now() + accountedWithinMs;
    while (missing.size > 0 && performance.now() < until) {
      for (const id of [...missing]) if ((await router.ledger.readAlert(id)) !== null) missing.delete(id);
      if (missing.size > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (missing.size > 0) throw new Error(`alert ${[...missing].join()} was accepted and is not in the ledger`);
    accounted += ids.length;
  }

  async function tryAll(what: string, cases: fc.Arbitrary<WireCase>, count: number): Promise<void> {
    statuses.clear();
    slowest = 0;
    accounted = 0;
    const started = performance.now();
    const tryBatch = async (batch: readonly WireCase[]) => void (await Promise.all(batch.map(tryOne)));
    const tried = await tryCases(cases, { count, tryBatch, keep: keepCase });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const byStatus = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}×${times}`);
    report(what, { tried, seconds, 'slowest ms': Math.round(slowest), accounted, answers: byStatus.join(' ') });
  }

  it.each(readCorpus())('still answers what once broke it: $name', async ({ wire }) => {
    await tryOne(wire);
  });

  it(
    'answers every request to the admin API',
    async () => {
      // Some incidents to act on, not thousands: each window that opens looks at all of them.
      await tryAll('alerts to act on', alertCase, 300);
      const { body } = await client.send('GET /api/v1/openapi.json HTTP/1.1\r\nHost: router\r\n\r\n', 'GET');

      await tryAll('admin API over HTTP', adminCases(jsonOf(body)), shareOf('admin'));
    },
    longestRunMs,
  );

  it(
    'answers every alert request with 202 and a row in the ledger, or says which field is wrong',
    async () => {
      await tryAll('alert routes over HTTP', alertCase, shareOf('alerts'));
    },
    longestRunMs,
  );

  it(
    'answers every request to pages, health and nothing at all',
    async () => {
      await tryAll('pages and health over HTTP', pageCases(linkToken), shareOf('pages'));
    },
    longestRunMs,
  );

  it('has kept its memory, and has written no number, address, token or link of its own', async () => {
    const { body } = await client.send('GET /metrics HTTP/1.1\r\nHost: router\r\n\r\n', 'GET');
    const resident = Number(/^process_resident_memory_bytes (\S+)$/m.exec(body)?.[1]);
    const written = router.written();
    const secrets = [secretPhone, secretMail, adminToken, linkToken, ...Object.values(sourceTokens)];

    report('memory', { 'resident MB': Math.round(resident / 1e6), 'log MB': (written.length / 1e6).toFixed(1) });
    expect(resident).toBeLessThan(400e6);
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
    expect(['+491701234567', 'victim@example.com', 'hunter2'].filter((text) => written.includes(text))).toEqual([]);
  });
});
