import { describe, expect, it } from '@jest/globals';
import type { Incident } from '../../src/domain/incident.js';
import { incidentPage } from '../../src/web/incident-page.js';
import { aCheck, anIncident, EVENING } from '../http/builders.js';

const HOSTILE = `<script>alert(1)</script>"><img src=x onerror='alert(2)'>&lt;`;

function page(
  over: Partial<Incident> = {},
  runbook: string | null = null,
  unverified: ReadonlyMap<string, number> = new Map(),
): string {
  return incidentPage({
    incident: anIncident(over),
    person: 'roan',
    timezone: 'America/Los_Angeles',
    now: EVENING + 720_000,
    displayName: (name) => name.toUpperCase(),
    runbook,
    silenceHref: 'token/silence',
    unverified,
    told: new Map([['roan', { at: EVENING + 1000, channels: ['sms', 'email'] }]]),
  });
}

describe('incidentPage', () => {
  it('shows what is wrong, since when in the zone of the reader, what each source says, and who was paged', () => {
    const watchmouse = aCheck({ key: 'wm', source: 'watchmouse', check: 'Parsoid (external)', sourceState: '500' });
    const checks = new Map([aCheck(), watchmouse].map((check) => [check.key, check]));

    const shown = page({ checks });

    expect(shown).toContain('Parsoid: LVS HTTP IPv4 on parsoid is CRITICAL');
    expect(shown).toContain('16:46 PDT');
    expect(shown).toContain('12m ago');
    expect(shown).toContain('CRITICAL - Socket timeout after 10 seconds');
    expect(shown).toContain('Parsoid (external)');
    expect(shown).toContain('SMS + email');
  });

  it('tells who is to be paged but has got nothing so far', () => {
    const later = { cycle: 1, at: EVENING, channels: ['sms' as const] };

    expect(page({ paged: { mia: later } })).toMatch(/MIA[\s\S]*not yet/);
  });

  it('has one large button while nobody has acknowledged, and two small ones', () => {
    expect(page().match(/<button type="submit">/g)).toHaveLength(1);
    expect(page().match(/name="action" value="(escalate|snooze|resolve)"/g)).toHaveLength(3);
    expect(page()).toContain('<form method="post">');
  });

  it('says who acknowledged and when, and lets another person join', () => {
    const shown = page({ state: 'acknowledged', acknowledgedBy: ['gabriel'], acknowledgedAt: EVENING + 60_000 });

    expect(shown).toContain('Acknowledged by GABRIEL');
    expect(shown).toContain('16:47 PDT');
    expect(shown).toContain('Acknowledge too');
  });

  it('has no button for a reader who acknowledged, nor once it is resolved', () => {
    const mine = page({ state: 'acknowledged', acknowledgedBy: ['roan'], acknowledgedAt: EVENING });
    const over = page({ state: 'resolved', resolvedAt: EVENING + 60_000, resolvedBy: 'monitoring' });

    expect(mine).not.toContain('<button type="submit">');
    expect(mine).toContain('Acknowledged by you');
    expect(over).not.toContain('<button');
    expect(over).toContain('Every check has recovered');
  });

  it('says why nobody is being paged', () => {
    const shown = page({ suppressed: { reason: 'maintenance: deploy', id: 'win_1', until: EVENING + 1_800_000 } });

    expect(shown).toContain('Not paging until 17:16 PDT');
    expect(shown).toContain('maintenance: deploy');
    expect(shown).toContain('or see what silences it</a>');
    expect(page()).not.toContain('what silences it');
  });

  it('calls unverified what a silent source was last known to say, instead of still failing', () => {
    const check = aCheck();

    const shown = page({}, null, new Map([[check.key, EVENING + 60_000]]));

    expect(shown).toMatch(/<span class="badge amber">unverified<\/span>/);
    expect(shown).toMatch(/was CRITICAL; nothing is known of it since .*16:47 PDT.*: icinga is silent/);
    expect(page()).not.toContain('unverified');
  });

  it('escapes every text that comes from outside', () => {
    const check = aCheck({
      key: HOSTILE,
      source: HOSTILE,
      host: HOSTILE,
      check: HOSTILE,
      sourceState: HOSTILE,
      summary: HOSTILE,
    });
    const shown = page({
      title: HOSTILE,
      service: HOSTILE,
      acknowledgedBy: [HOSTILE],
      suppressed: { reason: HOSTILE, id: null, until: null },
      paged: { [HOSTILE]: { cycle: 1, at: EVENING, channels: [] } },
      checks: new Map([[check.key, { ...check, acknowledgedBy: HOSTILE }]]),
    });

    expect(shown).not.toMatch(/<(script|img)/i);
    expect(shown).toContain('&lt;script&gt;');
  });

  it('links a runbook of the web only', () => {
    expect(page({}, 'https://wiki.example.org/Parsoid')).toContain('href="https://wiki.example.org/Parsoid"');
    expect(page({}, 'javascript:alert(1)')).not.toContain('javascript:');
  });

  it('stays short for an incident of a thousand checks', () => {
    const checks = new Map(
      Array.from({ length: 1000 }, (_, i) => aCheck({ key: `k${i}`, check: `check ${i}` })).map((check) => [
        check.key,
        check,
      ]),
    );

    expect(page({ checks })).toContain('and 975 more checks');
    expect(page({ checks }).length).toBeLessThan(40_000);
  });
});
