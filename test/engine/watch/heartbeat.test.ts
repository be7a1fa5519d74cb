import { describe, expect, it } from '@jest/globals';
import { createHeartbeat } from '../../../src/engine/watch/heartbeat.js';

const urls = ['https://one.example.org/secret-1', 'https://two.example.org/secret-2'];

function scene(given: { readonly ailment?: string; readonly failing?: string } = {}) {
  const pinged: string[] = [];
  const lines: string[] = [];
  const outcomes: string[] = [];
  const note = (fields: object, text: string) => void lines.push(`${text} ${JSON.stringify(fields)}`);
  const { beat } = createHeartbeat({
    urls,
    ping: async (url) => {
      if (url === given.failing) throw new Error('no answer');
      pinged.push(url);
    },
    ailment: async () => given.ailment ?? null,
    log: { debug: note, info: note, warn: note, error: note },
    metrics: { count: (_name, labels) => void outcomes.push(labels?.outcome ?? ''), gauge() {} },
  });
  return { beat, pinged, lines, outcomes };
}

describe('createHeartbeat', () => {
  it('pings every watcher while nothing ails the router', async () => {
    const { beat, pinged, outcomes } = scene();

    await beat();

    expect([pinged, outcomes]).toEqual([urls, ['pinged', 'pinged']]);
  });

  it('pings nobody when something does, and says what', async () => {
    const { beat, pinged, lines, outcomes } = scene({ ailment: 'due work is late' });

    await beat();

    expect([pinged, outcomes]).toEqual([[], ['withheld']]);
    expect(lines.join()).toContain('due work is late');
  });

  it('pings the others when one does not answer, and keeps its address out of the log', async () => {
    const { beat, pinged, lines, outcomes } = scene({ failing: 'https://one.example.org/secret-1' });

    await beat();

    expect([pinged, outcomes.toSorted()]).toEqual([['https://two.example.org/secret-2'], ['failed', 'pinged']]);
    expect(lines.join()).toContain('HEARTBEAT_URL 1');
    expect(lines.join()).not.toContain('secret');
  });
});
