import { describe, expect, it } from '@jest/globals';
import type { MaintenanceWindow } from '../../../src/domain/maintenance-window.js';
import type { RecurringWindow } from '../../../src/domain/rules.js';
import { compileRules } from '../../../src/pipeline/route/rule-index.js';
import { previewWindow } from '../../../src/pipeline/suppress/preview-window.js';
import { buildAlert, buildWindow, evening, hour, minute, story, unfold } from '../decide/evening.js';
import { buildRotation, buildRules, type RulesSketch } from '../route/rules-builder.js';

const withShifts: RulesSketch = {
  ...story,
  schedules: { 'ops-oncall': { rotations: [buildRotation(['daniel', 'leslie'])] } },
};

interface Situation {
  readonly sketch: RulesSketch;
  readonly windows: readonly MaintenanceWindow[];
  readonly made: readonly RecurringWindow[];
}

function preview(
  window: Partial<MaintenanceWindow> = {},
  { sketch = story, windows = [], made = [] }: Partial<Situation> = {},
) {
  const unfolding = unfold();
  unfolding.alerts(buildAlert(), buildAlert({ check: 'LVS HTTP IPv6 on parsoid' }));
  const incident = unfolding.incident();
  const index = compileRules(buildRules(sketch));
  return previewWindow({
    index,
    window: buildWindow(window),
    known: [...incident.checks.values()],
    open: [incident],
    windows,
    recurring: made,
  });
}

describe('previewWindow', () => {
  it('names checks, open incidents and people in one sentence', () => {
    expect(preview().summary).toBe(
      'mutes 2 known checks of Parsoid; 1 incident is open now; ops, parsoid-team and ariel would not be paged',
    );
  });

  it('speaks of all checks where it has heard of none', () => {
    const { summary, incidents } = preview({ services: ['mysql'] });

    expect(summary).toBe('mutes all checks of MySQL; no incident is open now; ops and ariel would not be paged');
    expect(incidents).toEqual([]);
  });

  it('finds the services that a matcher reaches, by what is known of their checks', () => {
    expect(preview({ services: [], match: [{ host: 'parsoid.*' }] }).services).toEqual(['parsoid']);
    expect(preview({ services: [], match: [{ service: 'my*' }] }).services).toEqual(['mysql']);
    expect(preview({ services: [], match: [{ check: '*' }] })).toMatchObject({
      services: ['parsoid', 'mysql'],
      warnings: [{ code: 'everything' }],
    });
  });

  it('says that pages are lowered, not muted', () => {
    expect(preview({ effect: 'email-only' }).summary).toMatch(/^lowers .* would be paged by email only$/);
  });

  it('names the shifts within it of those who would be paged', () => {
    const { shifts } = preview({ endsAt: evening + 24 * 7 * hour }, { sketch: withShifts });

    expect(shifts.map(({ schedule, people }) => [schedule, ...people])).toEqual([
      ['ops-oncall', 'daniel'],
      ['ops-oncall', 'leslie'],
    ]);
  });

  it('names what is held with its incidents because it depends on it', () => {
    const services = { ...story.services, web: { dependsOn: ['parsoid'] }, shop: { dependsOn: ['web'] } };
    const { dependents, summary } = preview({}, { sketch: { ...story, services } });

    expect(dependents).toEqual(['web', 'shop']);
    expect(summary).toContain('web and shop depend on it and are held with its incidents');
    expect(preview({ services: ['parsoid', 'web', 'shop'] }, { sketch: { ...story, services } }).dependents).toEqual(
      [],
    );
  });

  it('names other windows at that time, also those of the rules, and no others', () => {
    const recurring = {
      ...{ name: 'slot', services: ['parsoid'], match: [], weekdays: [1, 2, 3, 4, 5, 6, 7], atMinutes: 0 },
      ...{ timezone: 'UTC', lengthSeconds: 1800, reason: 'slot' },
    };
    const windows = [
      buildWindow({ id: 'same' }),
      buildWindow({ id: 'later', startsAt: evening + 30 * minute, endsAt: evening + hour }),
      buildWindow({ id: 'elsewhere', services: ['mysql'] }),
    ];

    const made = [{ ...recurring, name: 'ab12' }];
    const { overlaps } = preview({}, { sketch: { ...story, maintenance: [recurring] }, windows, made });

    expect(overlaps.map(({ id }) => id)).toEqual(['same', 'slot@2013-04-19T00:00:00Z', 'ab12@2013-04-19T00:00:00Z']);
  });
});
