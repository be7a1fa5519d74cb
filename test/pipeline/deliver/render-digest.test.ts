import { describe, expect, it } from '@jest/globals';
import { type Digest, renderDigest } from '../../../src/pipeline/deliver/render-digest.js';
import { aCall, EVENING } from './builders.js';

function anIncident(number: number, over: Partial<Digest['incidents'][number]> = {}): Digest['incidents'][number] {
  const { incident } = aCall({}, { id: `i${number}`, number, openedAt: EVENING + number, ...over });
  if (incident === null) throw new Error('built without an incident');
  return incident;
}

function digest(over: Partial<Digest> = {}): string {
  return renderDigest({
    channel: 'sms',
    messages: 3,
    since: EVENING,
    incidents: [anIncident(1)],
    serviceName: (name) => name.toUpperCase(),
    timezone: 'UTC',
    ...over,
  });
}

describe('renderDigest', () => {
  it('tells what is open, the worst first, who has acknowledged, and counts what is over by service', () => {
    const incidents = [
      anIncident(1, { severity: 'warning', title: 'cache: slow' }),
      anIncident(2, { title: 'MySQL: db1\r\ndown' }),
      anIncident(3, { state: 'acknowledged', acknowledgedBy: ['roan', 'gabriel'], title: 'Parsoid: http' }),
      anIncident(4, { state: 'resolved', service: 'mysql' }),
      anIncident(5, { state: 'resolved', service: 'mysql' }),
      anIncident(6, { state: 'resolved', service: null, title: 'db9' }),
    ];

    expect(digest({ incidents })).toBe(`Calm again: 3 texts since 23:46 about 6 incidents, 2 still open

Still open, nobody has acknowledged:
- #2 CRITICAL MySQL: db1 down
- #1 WARNING cache: slow

Acknowledged:
- #3 CRITICAL Parsoid: http (roan, gabriel)

Over: 3 incidents: MYSQL (2), db9.`);
  });

  it('says so when nothing is open, and what a window holds', () => {
    const suppressed = { reason: 'maintenance window "deploy"', id: 'w1', until: null };

    expect(digest({ incidents: [anIncident(1, { state: 'resolved' })] })).toMatch(/about 1 incident, none is open/);
    expect(digest({ incidents: [anIncident(1, { suppressed })] })).toContain('(no page: maintenance window "deploy")');
  });

  it('stays short for thousands', () => {
    const incidents = Array.from({ length: 5000 }, (_, n) => anIncident(n, { service: `s${n}` }));
    const over = incidents.map((incident) => ({ ...incident, state: 'resolved' as const }));

    expect(digest({ incidents })).toContain('- and 4960 more: pagectl incident list');
    expect(digest({ incidents: over })).toMatch(/Over: 5000 incidents: S0, .* and 4980 more\.$/);
  });
});
