import { describe, expect, it } from '@jest/globals';
import type { MaintenanceWindow } from '../../../src/domain/maintenance-window.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { compileWindows, findWindow } from '../../../src/pipeline/suppress/window-index.js';
import { buildFacts, buildRules } from '../route/rules-builder.js';

const now = Date.parse('2026-01-07T12:00:00Z');
const hour = 3_600_000;

function buildWindow(window: Partial<MaintenanceWindow>): MaintenanceWindow {
  return {
    v: 1,
    id: 'w1',
    rev: 1,
    services: [],
    match: [],
    startsAt: now - hour,
    endsAt: now + hour,
    reason: 'deploy',
    createdBy: 'roan',
    via: 'cli',
    createdAt: now - hour,
    endedBy: null,
    effect: 'suppress',
    settle: null,
    ...window,
  };
}

function idFound(
  windows: readonly Partial<MaintenanceWindow>[],
  at = now,
  services = ['parsoid', 'api'],
): string | null {
  const index = compileWindows(compileRules(buildRules({})), windows.map(buildWindow));
  const found = findWindow(index, buildFacts({ host: 'wtp1001', labels: { dc: 'eqiad' } }), services, at);
  return found?.id ?? null;
}

describe('findWindow', () => {
  it.each([
    ['its first service', { services: ['parsoid'] }, 'w1'],
    ['any of its services', { services: ['mysql', 'api'] }, 'w1'],
    ['a matcher', { match: [{ host: 'WTP*' }] }, 'w1'],
    ['a matcher on a label', { match: [{ labels: { dc: 'eqiad' } }] }, 'w1'],
    ['a matcher on its service', { match: [{ service: 'a*' }] }, 'w1'],
    ['another service', { services: ['mysql'] }, null],
    ['another host', { match: [{ host: 'db*' }] }, null],
    ['a matcher of which one field differs', { match: [{ host: 'wtp*', check: 'mysql' }] }, null],
  ])('looks at windows on %s', (_what, window, expected) => {
    expect(idFound([window])).toBe(expected);
  });

  it.each([
    [-1, null],
    [0, 'w1'],
    [2 * hour - 1, 'w1'],
    [2 * hour, null],
  ])('%s ms after its start: %s', (after, expected) => {
    expect(idFound([{ services: ['parsoid'] }], now - hour + after)).toBe(expected);
  });

  it('takes the one that ends last', () => {
    const windows = [
      { id: 'short', services: ['parsoid'] },
      { id: 'long', match: [{ host: 'wtp*' }], endsAt: now + 2 * hour },
      { id: 'elsewhere', services: ['mysql'], endsAt: now + 9 * hour },
    ];

    expect(idFound(windows)).toBe('long');
  });

  it('goes on beside a window whose matcher cannot be read', () => {
    expect(idFound([{ id: 'broken', match: [{ host: '/(/' }] }, { services: ['parsoid'] }])).toBe('w1');
  });

  const weekly = {
    name: 'weekly',
    services: ['parsoid'],
    match: [],
    weekdays: [3],
    atMinutes: 12 * 60,
    timezone: 'UTC',
    lengthSeconds: 3600,
    reason: 'slot',
  };

  it('includes the occurrences of recurring windows, as time goes on and back', () => {
    const index = compileWindows(compileRules(buildRules({ maintenance: [weekly] })), []);
    const find = (at: number) => findWindow(index, buildFacts(), ['parsoid'], at)?.id ?? null;

    const found = [now - 1, now, now + hour - 1, now + hour, now + 7 * 24 * hour, now].map(find);

    const [first, second] = ['weekly@2026-01-07T12:00:00Z', 'weekly@2026-01-14T12:00:00Z'];
    expect(found).toEqual([null, first, first, null, second, first]);
  });

  it('puts a window in place of the one occurrence whose id it has', () => {
    const [first, second] = ['weekly@2026-01-07T12:00:00Z', 'weekly@2026-01-14T12:00:00Z'];
    const rules = compileRules(buildRules({ maintenance: [weekly] }));
    const ended = {
      ...buildWindow({ id: first, services: ['parsoid'], startsAt: now, endsAt: now + 60_000 }),
      standsUntil: now + hour,
    };
    const index = compileWindows(rules, [ended]);
    const find = (at: number) => findWindow(index, buildFacts(), ['parsoid'], at)?.id ?? null;

    const found = [now, now + 60_000, now + hour - 1, now + 7 * 24 * hour, now].map(find);

    expect(found).toEqual([first, null, null, second, first]);
  });
});
