import { describe, expect, it } from '@jest/globals';
import { sources } from '../../src/app/sources.js';
import { Alert } from '../../src/domain/alert.js';
import { normalizeAlert } from '../../src/pipeline/normalize/normalize-alert.js';
import type { Parsed, SourceRequest } from '../../src/ports.js';
import { alertCase } from './alert-cases.js';
import { report, shareOf, tryCases } from './budget.js';
import { keepCase, readCorpus } from './corpus.js';
import { faultOfAlert } from './hygiene.js';
import { slowestMs } from './judge.js';
import type { WireCase } from './wire-case.js';

const now = Date.UTC(2013, 3, 18, 23, 46);
const longestFaults = 65_536;

/** The request as the alert routes hand it to its source. */
function requestOf({ method, target, headers, body }: WireCase): SourceRequest {
  const type = headers.find(([name]) => name === 'Content-Type')?.[1] ?? '';
  return {
    method: method === 'GET' ? 'GET' : 'POST',
    query: new URLSearchParams(target.split('?')[1] ?? ''),
    contentType: type.split(';')[0]?.trim().toLowerCase() ?? '',
    body: Buffer.from(body, 'latin1'),
  };
}

function faultOf(wire: WireCase): string | null {
  const source = sources.find(({ name }) => wire.target.startsWith(`/webhooks/${name}`));
  if (source === undefined) return null;
  const before = process.cpuUsage();
  const parsed = source.parse(requestOf(wire));
  const fault = parsed.kind === 'unreadable' ? faultOfRefusal(parsed, wire) : faultOfDrafts(parsed, source.name);
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  return fault ?? (ms > slowestMs ? `took ${Math.round(ms)} ms` : null);
}

function faultOfRefusal({ faults }: Extract<Parsed, { kind: 'unreadable' }>, { authentic }: WireCase): string | null {
  if (authentic) return `refused: ${JSON.stringify(faults).slice(0, 500)}`;
  if (faults.length === 0) return 'refused without saying why';
  if (faults.some(({ path, message }) => path === '' || message === '')) return 'a fault names no field';
  return JSON.stringify(faults).length > longestFaults ? 'the faults are longer than 64 kB' : null;
}

function faultOfDrafts({ drafts }: Extract<Parsed, { kind: 'drafts' }>, source: string): string | null {
  for (const draft of drafts) {
    const alert = normalizeAlert(draft, { source, now });
    const fault = faultOfAlert(Alert.parse(alert));
    if (fault !== null) return fault;
    const timed = draft.eventId ?? draft.stateSince ?? draft.at;
    const again = normalizeAlert(draft, { source, now: timed === undefined ? now : now + 1 });
    if (again.eventKey !== alert.eventKey) return 'the same message has two event keys';
  }
  return drafts.length === 0 ? 'neither an alert nor a fault' : null;
}

async function tryBatch(batch: readonly WireCase[]): Promise<void> {
  for (const wire of batch) {
    const fault = faultOf(wire);
    if (fault !== null) throw new Error(`${wire.target.slice(0, 100)}: ${fault}`);
  }
}

describe('sources and normalize, whatever bytes they are given', () => {
  it.each(readCorpus())('still read what once broke them: $name', async ({ wire }) => {
    await tryBatch([wire]);
  });

  it('give a clean, bounded alert in bounded time, or say which field is wrong', async () => {
    const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const started = performance.now();

    const tried = await tryCases(alertCase, { count: shareOf('readInProcess'), tryBatch, keep: keepCase });

    report('sources and normalize in process', { tried, seconds: ((performance.now() - started) / 1000).toFixed(1) });
    expect(tried).toBeGreaterThanOrEqual(shareOf('readInProcess'));
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
    expect('polluted' in {}).toBe(false);
  }, 3_600_000);
});
